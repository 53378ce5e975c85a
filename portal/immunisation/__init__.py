"""Doses given and due."""

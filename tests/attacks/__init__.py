"""Attacks that must fail, one file each."""

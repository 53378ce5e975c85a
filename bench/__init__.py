"""Measurements beside a bare baseline; not part of the tests."""

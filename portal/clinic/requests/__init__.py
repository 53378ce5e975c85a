"""Asking to see a record, and the ways the yes comes."""

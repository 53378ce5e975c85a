"""Counts that may not grow: statements of a page, bytes on the wire, requests."""

"""Measurements, each beside a bare loop in the same run. Nothing here is a timed test."""

"""A yes that comes by code."""

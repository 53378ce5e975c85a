"""Exports of the national immunisation system, handed over by the station as files."""

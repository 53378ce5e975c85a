"""Encounters with their diagnoses, medicines and results."""

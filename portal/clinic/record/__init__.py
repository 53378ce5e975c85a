"""The record as a clinician sees it."""

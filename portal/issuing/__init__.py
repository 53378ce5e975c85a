"""Issuing accounts: who has one, and the slips people open theirs with."""

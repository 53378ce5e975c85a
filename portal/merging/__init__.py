"""Keeping the register of people: two entries of one person, deaths, newborns."""

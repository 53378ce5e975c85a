"""Numbered cases a resident opens, with a due date."""

"""Sheets of paper: the QĐ 831 form and the confirmation of doses."""

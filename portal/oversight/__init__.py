"""Whoever watches over the watchers: reviews, cases of the facility, the auditor."""

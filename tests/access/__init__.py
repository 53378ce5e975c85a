"""Who may look, and what is written down of it."""

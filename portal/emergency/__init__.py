"""Emergency opening: rows and rules, no pages."""

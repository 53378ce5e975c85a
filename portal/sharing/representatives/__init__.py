"""The pages about who acts for whom."""

"""Pages drawn from several records."""

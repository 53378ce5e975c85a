"""Pages drawn from every feature."""

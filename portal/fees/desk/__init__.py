"""Pages of the desk about who pays how much."""

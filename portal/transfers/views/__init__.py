"""The pages of the desk about money that came in."""

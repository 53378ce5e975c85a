"""Is this installation as safe as it has to be? Asked before it is opened, and every night."""

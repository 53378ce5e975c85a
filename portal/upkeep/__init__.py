"""What has to go on by itself in an installation, shown to who answers for it."""

"""Who is asking: sign-in, one-time codes, sessions."""

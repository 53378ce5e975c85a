"""What banks tell: notifications signed by a provider, and statements staff bring."""

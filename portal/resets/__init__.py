"""Moving an account to another phone: never by one person, and not against its owner."""

"""Where the money is: moves from one book to another, never changed, always in balance."""

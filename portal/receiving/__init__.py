"""Money that came in from outside: noted once, placed as fees, or given back."""

"""People who work with the portal: their accounts, their roles, and how they sign in."""

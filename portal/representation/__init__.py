"""Who acts for whom: parents, guardians, delegated adults; rows and rules, no pages."""

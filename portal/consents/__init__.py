"""The resident's consent: requests, grants, codes, cards, blocks; rows and rules, no pages."""

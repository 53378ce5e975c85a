"""The resident's pages of sharing: consents, requests, codes, representatives."""

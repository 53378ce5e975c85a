"""The commune by village: records, accounts and fees, for who leads and who reports."""

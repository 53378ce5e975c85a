"""The list of health facilities by code, with mergers (CSV or XLSX)."""

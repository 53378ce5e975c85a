"""The commune's list of households and persons (CSV or XLSX)."""

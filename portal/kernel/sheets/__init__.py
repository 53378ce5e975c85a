"""Tables people send: CSV files and workbooks, opened safely and read by the names of columns."""

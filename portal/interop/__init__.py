"""What comes in from other systems: one folder per outside source.

Each source goes through three steps that never mix: `read` turns bytes into rows,
`map` turns rows into the neutral values of `values`, `run` writes values. A reader never
touches the database, a writer never parses, and a bad row is a line in the report.
"""

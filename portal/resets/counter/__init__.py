"""The pages of resets at the station: asking, vouching, deciding, printing, settling."""

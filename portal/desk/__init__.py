"""The station desk: finding a resident, and what can be done for them at the counter."""

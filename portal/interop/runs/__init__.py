"""Writing values: batches, positions, finding people, rows held for later."""

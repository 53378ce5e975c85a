"""One module a rehearsal, each with `play(stage)`; the runner finds them by their names."""

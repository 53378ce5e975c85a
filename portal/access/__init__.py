"""May they: policy, gate, and the page that shows who looked."""

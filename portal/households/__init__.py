"""The family a resident sees and manages."""

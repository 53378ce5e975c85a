"""Loading the demo commune."""

from pathlib import Path


def load_if_empty(folder: Path) -> None:
    """Load it."""

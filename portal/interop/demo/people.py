"""Who can sign in to the demo."""


def announce() -> None:
    """Print them."""

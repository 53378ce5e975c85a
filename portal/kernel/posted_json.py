"""JSON that a machine posts to us, which may be anything at all."""

from typing import Any

from flask import request


def posted_json() -> Any:
    """Return what was posted; None for what is no JSON, or nested deeper than can be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None

"""Letting a command look at another database as if it were the installation's."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

from portal.kernel.db import Database


@contextmanager
def standing_in(url: str) -> Iterator[Database]:
    """Put the database of an address in the place of the application's, for one command."""
    extensions = current_app.extensions
    own = extensions["portal.database"]
    other = Database(url, extensions["portal.config"].connections)
    extensions["portal.database"] = other
    try:
        with current_app.app_context():  # a context of its own: no handle of the other is kept
            yield other
    finally:
        extensions["portal.database"] = own
        other.engine.dispose()

"""Letting a command look at another database as if it were the installation's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import current_app

from portal.kernel.db import JOB, Database


@contextmanager
def standing_in(url: str) -> Iterator[Database]:
    """Put the database of an address in the place of the application's, for one command.

    It is read from end to end: no statement of that is held to the seconds a page has.
    """
    extensions = current_app.extensions
    own = extensions["portal.database"]
    connections = extensions["portal.config"].connections
    other = Database(url, replace(connections, longest_statement=JOB, pgbouncer=False))
    extensions["portal.database"] = other
    try:
        with current_app.app_context():  # a context of its own: no handle of the other is kept
            yield other
    finally:
        extensions["portal.database"] = own
        other.engine.dispose()

"""Guarded changes: an UPDATE that says in its WHERE what must still be true."""

import sqlalchemy as sa

from portal.kernel.db import session


def change(statement: sa.Update | sa.Delete) -> int:
    """Send a change in the request's transaction; return how many rows it touched."""
    return session.connection().execute(statement).rowcount

"""Reading the log as the database holds it: nothing is trusted, nothing is kept in memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit.chain import FIELDS
from portal.audit.models import LINES
from portal.kernel.db import Database

AT_ONCE = 1000
_UUIDS = ("chain", "person_id", "account_id", "actor_person_id", "staff_id")

# Without a type, so that a value the type would choke on is met by the walk, by its place.
_RAW = sa.select(
    *(
        sa.type_coerce(LINES.c[name], sa.types.NULLTYPE).label(name)
        for name in ("seq", "position", "previous", "hash", *FIELDS)
    )
)
EVERY = _RAW.order_by(LINES.c.chain, LINES.c.position).execution_options(yield_per=AT_ONCE)
OF_CHAIN = _RAW.where(LINES.c.chain == sa.bindparam("owner", type_=sa.Uuid)).order_by(
    LINES.c.position
)


@contextmanager
def one_moment(database: Database) -> Iterator[Connection]:
    """Open a connection whose long SELECT sees one moment and stops no writer."""
    if database.is_sqlite:
        with database.autocommit.connect() as connection:
            yield connection
        return
    with database.engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        yield connection


def rows(
    connection: Connection, query: sa.Executable, **values: object
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a query as the walk needs them."""
    for row in connection.execute(query, values).mappings():
        yield _values(row)


def _values(row: Mapping[Any, Any]) -> dict[str, Any]:
    values = dict(row)
    for name in _UUIDS:
        values[name] = _uuid(values[name])
    values["at"] = _moment(values["at"])
    values["permitted"] = {0: False, 1: True}.get(values["permitted"], values["permitted"])
    for name in ("previous", "hash"):
        values[name] = bytes(values[name]) if isinstance(values[name], bytes | memoryview) else b""
    return values


def _uuid(value: Any) -> Any:
    """Return the id SQLite's text means, and whatever else is there as it is."""
    if not isinstance(value, str):
        return value
    try:
        return UUID(value)
    except ValueError:
        return value


def _moment(value: Any) -> Any:
    """Return the moment SQLite's text means, and whatever else is there as it is."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return value

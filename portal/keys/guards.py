"""Letting a sealed value be sealed anew where a trigger keeps rows from being changed.

Inside one transaction the triggers on that column are off and on again: nobody else writes to
the table meanwhile (PostgreSQL locks it against writers, SQLite has one writer), and a process
that dies leaves them on. PostgreSQL lets the owner of the table do it, which the portal's own
role need not be.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_SQLITE = sa.text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
)
_ON_UPDATE = re.compile(r"\bUPDATE\b(?:\s+OF\s+(?P<columns>[\w\s,]+?))?\s+ON\b", re.IGNORECASE)
_POSTGRESQL = sa.text(
    """
    SELECT tgname FROM pg_trigger
    JOIN pg_attribute ON attrelid = tgrelid AND attname = :column
    WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal AND tgenabled <> 'D'
      AND tgtype & 16 <> 0  -- fires on UPDATE
      AND (cardinality(tgattr::int2[]) = 0 OR attnum = ANY (tgattr::int2[]))
    """
)


@contextmanager
def off_guard(connection: Connection, column: sa.Column[str]) -> Iterator[None]:
    """Take the triggers off that hear of an UPDATE of this column, and put them on again."""
    if connection.dialect.name == "sqlite":
        with _dropped(connection, column):
            yield
        return
    with _disabled(connection, column):
        yield


@contextmanager
def _dropped(connection: Connection, column: sa.Column[str]) -> Iterator[None]:
    found = connection.execute(_SQLITE, {"table": column.table.name}).all()
    guards = [row for row in found if _hears(row.sql, column.name)]
    for guard in guards:
        connection.exec_driver_sql(f'DROP TRIGGER "{guard.name}"')
    yield
    for guard in guards:
        connection.exec_driver_sql(guard.sql)


def _hears(sql: str, column: str) -> bool:
    verb = _ON_UPDATE.search(sql)
    if verb is None:
        return False
    columns = verb["columns"]
    return columns is None or column in re.split(r"[\s,]+", columns)


@contextmanager
def _disabled(connection: Connection, column: sa.Column[str]) -> Iterator[None]:
    table = column.table.name
    asked = {"table": f'"{table}"', "column": column.name}
    guards = connection.execute(_POSTGRESQL, asked).scalars().all()
    for guard in guards:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER "{guard}"')
    yield
    for guard in guards:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE TRIGGER "{guard}"')

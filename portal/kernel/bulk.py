"""Many rows into one table: COPY on PostgreSQL, one prepared statement on SQLite.

Values are bound as SQLAlchemy binds them (sealed, as a moment, checked against its
enumeration), but a whole column at a time. Defaults that only SQLAlchemy knows are not
filled in: name every column that needs a value.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

Bind = Callable[[Any], Any] | None
Rows = Sequence[Iterable[Any]]
_ALIKE = (type(None), Enum, UUID, date)


def insert(connection: Connection, table: sa.Table, names: tuple[str, ...], rows: Rows) -> None:
    """Insert these rows; each gives its values in the order of the names.

    Raise IntegrityError as any insert does; nothing a row holds is in its message.
    """
    if not rows:
        return
    bound = _bound(_binds(table, names, connection.dialect), rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, bound)
        return
    places = ", ".join("?" * len(names))
    into = f"INSERT INTO {_named(connection, table, names)} VALUES ({places})"  # noqa: S608 - our names
    connection.exec_driver_sql(into, bound)


@lru_cache(maxsize=128)
def _binds(table: sa.Table, names: tuple[str, ...], dialect: Dialect) -> tuple[Bind, ...]:
    kinds = (table.c[name].type.dialect_impl(dialect) for name in names)
    return tuple(kind.bind_processor(dialect) for kind in kinds)


def _bound(binds: tuple[Bind, ...], rows: Rows) -> list[tuple[Any, ...]]:
    columns = zip(*rows, strict=True)
    return list(
        zip(
            *(
                column if bind is None else _column(bind, column)
                for bind, column in zip(binds, columns, strict=True)
            ),
            strict=True,
        )
    )


def _column(bind: Callable[[Any], Any], column: tuple[Any, ...]) -> Sequence[Any]:
    """Bind a column, once where each row says the same; texts may be sealed, each on its own."""
    first = column[0]
    if isinstance(first, _ALIKE) and column.count(first) == len(column):
        return (bind(first),) * len(column)
    return [bind(value) for value in column]


def _named(connection: Connection, table: sa.Table, names: tuple[str, ...]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return f"{quote(table.name)} ({', '.join(map(quote, names))})"


def _copy(
    connection: Connection, table: sa.Table, names: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    statement = f"COPY {_named(connection, table, names)} FROM STDIN"
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise _without_row(error, statement) from None
    finally:
        cursor.close()


def _without_row(error: psycopg.Error, statement: str) -> sa.exc.DBAPIError:
    """Return the error without its message, where the database quotes the row it stopped at."""
    said = type(error)(f"{error.sqlstate or 'no answer'} while copying")
    kind = sa.exc.IntegrityError if isinstance(error, psycopg.IntegrityError) else sa.exc.DBAPIError
    return kind(statement, None, said, hide_parameters=True)

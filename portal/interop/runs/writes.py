"""Inserts of a batch, collected and sent table by table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel import bulk
from portal.kernel.db import Base

Row = Iterable[Any]


class Writes:
    """Rows to insert; sent in the order in which the tables were first named.

    Rows of a table that name the same columns, in the same order, are one statement.
    """

    def __init__(self, connection: Connection, *order: type[Base]) -> None:
        self._connection = connection
        self._rows: dict[type[Base], dict[tuple[str, ...], list[Row]]] = {
            kind: defaultdict(list) for kind in order
        }

    def add(self, table: type[Base], /, **values: Any) -> None:
        self._rows.setdefault(table, defaultdict(list))[tuple(values)].append(values.values())

    def send(self) -> None:
        """Insert everything collected so far."""
        for kind, groups in self._rows.items():
            for names, rows in groups.items():
                bulk.insert(self._connection, cast(sa.Table, kind.__table__), names, rows)
            groups.clear()

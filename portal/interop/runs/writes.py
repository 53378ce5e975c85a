"""Inserts of a batch, collected and sent table by table."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.db import Base


class Writes:
    """Rows to insert; sent in the order in which the tables were first named.

    All rows of a table carry the same columns, so each table is one statement.
    """

    def __init__(self, connection: Connection, *order: type[Base]) -> None:
        self._connection = connection
        self._rows: dict[type[Base], list[Mapping[str, Any]]] = {kind: [] for kind in order}

    def add(self, table: type[Base], /, **values: Any) -> None:
        self._rows.setdefault(table, []).append(values)

    def send(self) -> None:
        """Insert everything collected so far."""
        for kind, rows in self._rows.items():
            for same in _by_columns(rows):
                self._connection.execute(sa.insert(kind), same)
        for rows in self._rows.values():
            rows.clear()


def _by_columns(rows: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row)].append(row)
    return list(groups.values())

"""Where sealed values lie: every sealed column, and the pages of slips, which name their row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from portal.issuing import leases
from portal.issuing.models import SlipPart
from portal.kernel.sealed_columns import place_of, sealed_columns, stored

Key = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One column; `named` is the name the value of a row is sealed under."""

    column: sa.Column[Any]
    named: Callable[[Key], str]

    @property
    def table(self) -> sa.Table:
        return self.column.table

    @property
    def label(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    @property
    def key(self) -> tuple[sa.Column[Any], ...]:
        """Return the columns that name a row."""
        return tuple(self.table.primary_key.columns)

    @property
    def content(self) -> sa.ColumnElement[bytes]:
        return stored(self.column)

    @property
    def key_id(self) -> sa.ColumnElement[bytes]:
        """Return the two bytes of a value that name the key it was sealed with."""
        return sa.func.substr(self.content, 2, 2, type_=sa.LargeBinary)


def places() -> list[Place]:
    """Return every place, by table and column."""
    return [
        *(_of_column(column) for column in sealed_columns()),
        Place(column=cast(sa.Table, SlipPart.__table__).columns["pages"], named=_part),
    ]


def _of_column(column: sa.Column[str]) -> Place:
    name = place_of(column)
    return Place(column=column, named=lambda _key: name)


def _part(key: Key) -> str:
    batch_id, number = key
    return leases.place(batch_id, number)

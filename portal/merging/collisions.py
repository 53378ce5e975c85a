"""Rows of a merged entry that the kept entry has another of, by the tables' own unique rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection


@dataclass(frozen=True, kw_only=True)
class Unique:
    """A rule that two rows of a table may not both say the same."""

    name: str
    columns: tuple[sa.Column[Any], ...]
    where: sa.ColumnElement[bool] | None


def uniques_of(table: sa.Table, column: str) -> Iterator[Unique]:
    """Yield the unique rules of a table that name this column."""
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, sa.UniqueConstraint) and column in constraint.columns:
            yield Unique(name=_name(constraint), columns=tuple(constraint.columns), where=None)
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        if index.unique and column in index.columns:
            where = index.dialect_options["sqlite"]["where"]
            yield Unique(name=str(index.name), columns=tuple(index.columns), where=where)


def _name(constraint: sa.UniqueConstraint) -> str:
    if constraint.name and not isinstance(constraint.name, sa.sql.elements.conv):
        name = str(constraint.name)
        if name.startswith("uq_"):
            return name
    names = "_".join(column.name for column in constraint.columns)
    return f"uq_{constraint.table.name}_{names}"


def colliding(
    connection: Connection, table: sa.Table, column: str, rule: Unique, *, kept: UUID, merged: UUID
) -> Sequence[Any]:
    """Return the keys of the merged entry's rows that the rule would not let move."""
    others = [one for one in rule.columns if one.name != column]
    narrowed = [] if rule.where is None else [rule.where]
    of_kept = [table.c[column] == kept, *narrowed]
    query = sa.select(*table.primary_key).where(table.c[column] == merged, *narrowed)
    if others:
        # The select within names the same table: its columns hide those outside.
        same = sa.select(*others).where(*of_kept).correlate(None)
        query = query.where(sa.tuple_(*others).in_(same))
    else:
        query = query.where(sa.select(sa.literal(1)).select_from(table).where(*of_kept)
                            .correlate(None).exists())  # fmt: skip
    return connection.execute(query.order_by(*table.primary_key)).all()

"""Giving the rows of a merge back, except where somebody has changed them since."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import Base, session
from portal.merging.models import MergedRow, PersonMerge
from portal.merging.plan import PLAN, REVIVED_WITH_CARE
from portal.merging.values import read, read_key
from portal.representation.models import Representation


def give_back(merge: PersonMerge) -> None:
    """Write back what stood before, the last change first.

    What was written to the kept entry after the merge stays there.
    """
    notes = session.scalars(
        sa.select(MergedRow).where(MergedRow.merge_id == merge.id).order_by(MergedRow.id.desc())
    ).all()
    changes = [_change(list(group)) for _row, group in groupby(notes, key=_one_change)]
    if _ended_since(merge):
        changes = [one for one in changes if not one.revives]
    for (table, columns), alike in groupby(changes, key=_statement):
        _write_back(Base.metadata.tables[table], columns, list(alike))


@dataclass(frozen=True, kw_only=True)
class _Change:
    """What one statement of the merge wrote into one row."""

    table: str
    row_key: str
    columns: tuple[str, ...]
    notes: tuple[MergedRow, ...]

    @property
    def revives(self) -> bool:
        return self.table == REVIVED_WITH_CARE and "ended_at" in self.columns


def _one_change(note: MergedRow) -> tuple[str, str, bool]:
    """Tell apart where a row belongs and what it says: either may be changed since."""
    return note.table_name, note.row_key, note.column_name in PLAN.get(note.table_name, ())


def _change(notes: list[MergedRow]) -> _Change:
    return _Change(
        table=notes[0].table_name,
        row_key=notes[0].row_key,
        columns=tuple(note.column_name for note in notes),
        notes=tuple(notes),
    )


def _statement(change: _Change) -> tuple[str, tuple[str, ...]]:
    return change.table, change.columns


def _write_back(table: sa.Table, columns: Sequence[str], changes: Sequence[_Change]) -> None:
    """Write the old values into the rows that still say the new ones."""
    targets = [table.c[name] for name in columns]
    still = [one.is_not_distinct_from(_bind("new", one)) for one in targets]
    statement = (
        sa.update(table)
        .where(*(key == _bind("key", key) for key in table.primary_key), *still)
        .values({one.name: _bind("old", one) for one in targets})
    )
    session.connection().execute(statement, [_values(table, one) for one in changes])


def _bind(kind: str, column: sa.Column[Any]) -> sa.BindParameter[Any]:
    return sa.bindparam(f"{kind}_{column.name}", type_=column.type)


def _values(table: sa.Table, change: _Change) -> dict[str, Any]:
    keys = zip(table.primary_key, read_key(change.row_key, table), strict=True)
    values = {f"key_{column.name}": value for column, value in keys}
    for note in change.notes:
        column = table.c[note.column_name]
        values[f"new_{column.name}"] = read(note.after, column)
        values[f"old_{column.name}"] = read(note.before, column)
    return values


def _ended_since(merge: PersonMerge) -> bool:
    """Say whether a representation of the kept entry has ended after the merge."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(
                    sa.or_(
                        Representation.person_id == merge.kept_id,
                        Representation.representative_id == merge.kept_id,
                    ),
                    Representation.ended_at > merge.decided_at,
                )
            )
        )
    )

"""Pointing every row of one entry at another, by the plan, and keeping what stood before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.clock import local
from portal.kernel.db import Base, session
from portal.merging.charges import one_charge_a_year
from portal.merging.collisions import colliding, uniques_of
from portal.merging.models import MergedRow
from portal.merging.plan import EXCLUDED, ONE_CARD, PLAN, Excluded, Fate, When, Written
from portal.merging.values import written, written_key


class Move:
    """One merge while it is done; the merge is on file already."""

    def __init__(self, merge_id: UUID, *, kept: UUID, merged: UUID, now: datetime) -> None:
        self.merge_id, self.kept, self.merged, self.now = merge_id, kept, merged, now
        self.notes: list[dict[str, str | UUID]] = []

    @property
    def connection(self) -> Connection:
        return session.connection()

    def run(self) -> None:
        """Settle phones, cards and charges, then point every row at the kept entry."""
        _one_way_to_reach_them(self)
        _one_card(self)
        for step in one_charge_a_year(self.connection, self.kept, self.merged, self.now):
            self.write(step.table, [step.table.c.id == step.row_id], step.values)
        for name, columns in PLAN.items():
            for column, fate in columns.items():
                if fate is Fate.MOVES:
                    self._move(Base.metadata.tables[name], column)
        self._keep_notes()

    def _move(self, table: sa.Table, column: str) -> None:
        left: list[Any] = []
        for rule in uniques_of(table, column):
            keys = colliding(
                self.connection, table, column, rule, kept=self.kept, merged=self.merged
            )
            if keys:
                answer = EXCLUDED[rule.name]
                self._exclude(table, keys, answer)
                left += keys if answer.stays else []
        which = [table.c[column] == self.merged]
        if left:
            which.append(sa.tuple_(*table.primary_key).not_in([tuple(key) for key in left]))
        self.write(table, which, {column: self.kept})

    def _exclude(self, table: sa.Table, keys: Sequence[Any], answer: Excluded) -> None:
        if answer.values:
            values = {name: self._value(value) for name, value in answer.values.items()}
            chosen = sa.tuple_(*table.primary_key).in_([tuple(key) for key in keys])
            self.write(table, [chosen], values)

    def _value(self, value: Written) -> Any:
        if value is When.NOW:
            return self.now
        return local(self.now).date() if value is When.TODAY else value

    def write(
        self, table: sa.Table, which: Sequence[sa.ColumnElement[bool]], values: Mapping[str, Any]
    ) -> None:
        """Change some rows and note, of each, what stood there before."""
        key = list(table.primary_key)
        rows = self.connection.execute(
            sa.select(*key, *(table.c[name].label(f"was_{name}") for name in values))
            .where(*which)
            .order_by(*key)
        ).all()
        self.notes += [
            {
                "merge_id": self.merge_id,
                "table_name": table.name,
                "row_key": written_key(row[: len(key)]),
                "column_name": name,
                "before": written(row._mapping[f"was_{name}"]),
                "after": written(after),
            }
            for row in rows
            for name, after in values.items()
        ]
        if rows:
            self.connection.execute(sa.update(table).where(*which).values(dict(values)))

    def _keep_notes(self) -> None:
        if self.notes:
            self.connection.execute(sa.insert(MergedRow), self.notes)


def _one_way_to_reach_them(move: Move) -> None:
    """Leave in force the phones of whoever's account stays.

    A merge moves nobody's account to another phone: that is a reset, with its own two
    people, messages and time to object.
    """
    account, phone = Base.metadata.tables["account"], Base.metadata.tables["phone"]
    owners = set(
        move.connection.scalars(
            sa.select(account.c.person_id).where(account.c.person_id.in_([move.kept, move.merged]))
        )
    )
    if not owners:
        return
    stays = move.kept if move.kept in owners else move.merged
    other = move.merged if stays == move.kept else move.kept
    numbers = sa.select(phone.c.number_index).where(phone.c.person_id == stays, phone.c.active)
    theirs = phone.c.number_index.in_(move.connection.scalars(numbers).all())
    of_other = phone.c.person_id == other
    move.write(phone, [of_other, phone.c.active, ~theirs], {"active": False})
    move.write(phone, [of_other, ~phone.c.active, theirs], {"active": True})


def _one_card(move: Move) -> None:
    """Let the newer paper card of two replace the other, as a new card always does."""
    card = Base.metadata.tables[ONE_CARD]
    current = move.connection.execute(
        sa.select(card.c.id)
        .where(card.c.person_id.in_([move.kept, move.merged]), card.c.replaced_at.is_(None))
        .order_by(card.c.issued_at.desc(), card.c.id)
    ).all()
    older = [row.id for row in current[1:]]
    if older:
        move.write(card, [card.c.id.in_(older)], {"replaced_at": move.now})

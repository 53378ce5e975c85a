"""Which rows of a statement are money the books know already, whoever told of it first.

The bank's reference says so, near in time; where one of two has none, day, amount and text do.
A messenger may give another reference than the statement: all else is the same then, to the minute.
An arrival answers for one row. Money that was struck from the books is still that money: a row
is it where nothing that stands is, and then it is shown, but not booked a second time.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.receiving.models import Arrival, Provider
from portal.transfers.same_money import (
    Likeness,
    Said,
    likeness,
    same_minute,
    same_whatever_the_reference,
)
from portal.transfers.statement_rows import CameIn, given_reference
from portal.transfers.told_before import IS_STRUCK, SAME_REFERENCE

MESSENGERS = (Provider.SEPAY, Provider.CASSO, Provider.PAYOS)


@dataclass(frozen=True, kw_only=True)
class Known:
    """The arrival a row is; `is_struck` where it was taken out of the books as never come."""

    arrival_id: UUID
    is_struck: bool


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A row beside what is known; `again` where it stands in this file a second time."""

    row: CameIn
    known: Known | None
    again: bool

    @property
    def is_new(self) -> bool:
        return self.known is None and not self.again


class _How(IntEnum):
    """What says that a row is an arrival; of several the first counts."""

    NAME = 0
    REFERENCE_AND_TEXT = 1
    REFERENCE = 2
    TEXT = 3
    REFERENCE_OF_ANOTHER_DAY = 4
    PART_OF_TEXT = 5


@dataclass(frozen=True, kw_only=True)
class _Noted:
    """An arrival of the days of a statement."""

    id: UUID
    provider: Provider
    provider_ref: str
    bank_ref: str | None
    amount: int
    content: str = field(repr=False)
    came_at: datetime
    is_struck: bool

    @cached_property
    def said(self) -> Said:
        """What was told of it, to be compared."""
        return Said.by(self)


_TOLD = (
    sa.select(
        Arrival.id,
        Arrival.provider,
        Arrival.provider_ref,
        Arrival.bank_ref,
        Arrival.amount,
        Arrival.content,
        Arrival.came_at,
        IS_STRUCK.label("is_struck"),
    )
    .where(
        Arrival.unit_id == sa.bindparam("unit_id", type_=sa.Uuid()),
        Arrival.provider.in_((*MESSENGERS, Provider.STATEMENT)),
        Arrival.amount.in_(sa.bindparam("amounts", expanding=True)),
    )
    .order_by(Arrival.came_at, Arrival.id)
)
_AROUND = _TOLD.where(Arrival.came_at.between(sa.bindparam("first"), sa.bindparam("last")))
_NAMED = _TOLD.where(
    sa.or_(
        Arrival.bank_ref == sa.bindparam("reference"),
        Arrival.provider_ref == sa.bindparam("name"),
    )
)


def compared(connection: Connection, rows: Sequence[CameIn], unit_id: UUID) -> list[Compared]:
    """Set each row beside what a unit's books know."""
    by_name = {row.own_reference: row for row in reversed(rows)}
    known = _known(list(by_name.values()), _around(connection, rows, unit_id), unit_id)
    return [
        Compared(
            row=row,
            known=known.get(row.own_reference),
            again=by_name[row.own_reference] is not row,
        )
        for row in rows
    ]


def known_by_name(
    connection: Connection, row: CameIn, unit_id: UUID, answered: Set[UUID]
) -> Known | None:
    """Return the arrival a row is, of those with its reference or name but for `answered`."""
    values = {
        "unit_id": unit_id,
        "amounts": [row.amount],
        "reference": row.reference,
        "name": named(row, unit_id),
    }
    noted = [_Noted(**each._mapping) for each in connection.execute(_NAMED, values)]
    free = [each for each in noted if each.id not in answered]
    return _known([row], free, unit_id).get(row.own_reference)


def named(row: CameIn, unit_id: UUID) -> str:
    """Name a row among all units: two banks may say the same."""
    return f"{unit_id.hex}:{row.own_reference}"


def _around(connection: Connection, rows: Sequence[CameIn], unit_id: UUID) -> Sequence[_Noted]:
    if not rows:
        return []
    around = SAME_REFERENCE + timedelta(days=1)
    values = {
        "unit_id": unit_id,
        "amounts": list({row.amount for row in rows}),
        "first": min(row.came_at for row in rows) - around,
        "last": max(row.came_at for row in rows) + around,
    }
    return [_Noted(**each._mapping) for each in connection.execute(_AROUND, values)]


def _known(rows: Sequence[CameIn], noted: Sequence[_Noted], unit_id: UUID) -> Mapping[str, Known]:
    """Give each row one arrival: one that stands before a struck one, then what says most.

    A text joins one with a reference to one without before it joins two without: one with a
    reference finds fewer others.
    """
    by_amount = defaultdict(list)
    for each in noted:
        by_amount[each.amount].append(each)
    pairs = [
        (each.is_struck, how, (row.reference is None) + (each.bank_ref is None), row, each)
        for row in sorted(rows, key=lambda row: row.row)
        for each in by_amount[row.amount]
        if (how := _how(row, each, unit_id)) is not None
    ]
    found: dict[str, Known] = {}
    taken: set[UUID] = set()
    for is_struck, *_order, row, each in sorted(pairs, key=lambda pair: pair[:3]):
        if row.own_reference not in found and each.id not in taken:
            found[row.own_reference] = Known(arrival_id=each.id, is_struck=is_struck)
            taken.add(each.id)
    return found


def _how(row: CameIn, noted: _Noted, unit_id: UUID) -> _How | None:
    """Say why a row may be an arrival of its amount, if it may."""
    if noted.provider_ref == named(row, unit_id):
        return _How.NAME
    if row.reference is None or noted.bank_ref is None:
        return _by_text(row, noted)
    if row.reference == given_reference(noted.bank_ref):
        return _by_reference(row, noted)
    is_told = noted.provider in MESSENGERS and same_whatever_the_reference(row.said, noted.said)
    return _How.TEXT if is_told else None


def _by_reference(row: CameIn, noted: _Noted) -> _How | None:
    """Compare two that have one reference: a bank writes one moment in all its statements."""
    apart = abs(row.said.at.date() - noted.said.at.date())
    if apart:
        may_be = noted.provider in MESSENGERS and apart <= SAME_REFERENCE
        return _How.REFERENCE_OF_ANOTHER_DAY if may_be else None
    if noted.provider not in MESSENGERS and not same_minute(row.said, noted.said):
        return None
    same = likeness(row.said, noted.said) is Likeness.SAME
    return _How.REFERENCE_AND_TEXT if same else _How.REFERENCE


def _by_text(row: CameIn, noted: _Noted) -> _How | None:
    if noted.provider not in MESSENGERS and not same_minute(row.said, noted.said):
        return None
    alike = {Likeness.SAME: _How.TEXT, Likeness.PART: _How.PART_OF_TEXT}
    return alike.get(likeness(row.said, noted.said))

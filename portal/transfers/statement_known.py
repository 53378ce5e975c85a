"""Which rows of a statement are money the books know already, whoever told of it first.

The bank's reference says so, near in time; where one of two has none, day, amount and text do.
An arrival answers for one row. Money that was struck from the books is still that money: a row
is it where nothing that stands is, and then it is shown, but not booked a second time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel import clock
from portal.receiving.models import STRUCK, Arrival, MoneyReturn, Provider
from portal.transfers.same_money import Likeness, likeness, same_minute
from portal.transfers.statement_rows import CameIn, given_reference
from portal.transfers.told_before import SAME_REFERENCE

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
    PART_OF_TEXT = 4


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


_IS_STRUCK = (
    sa.exists()
    .where(MoneyReturn.arrival_id == Arrival.id, MoneyReturn.state.in_(STRUCK))
    .correlate(Arrival)
)
_NOTED = (
    sa.select(
        Arrival.id,
        Arrival.provider,
        Arrival.provider_ref,
        Arrival.bank_ref,
        Arrival.amount,
        Arrival.content,
        Arrival.came_at,
        _IS_STRUCK.label("is_struck"),
    )
    .where(
        Arrival.unit_id == sa.bindparam("unit_id", type_=sa.Uuid()),
        Arrival.provider.in_((*MESSENGERS, Provider.STATEMENT)),
        Arrival.came_at.between(sa.bindparam("first"), sa.bindparam("last")),
    )
    .order_by(Arrival.came_at, Arrival.id)
)


def compared(
    connection: Connection,
    rows: Sequence[CameIn],
    unit_id: UUID,
    answered: Set[UUID] = frozenset(),
) -> list[Compared]:
    """Set each row beside what a unit's books know, but for arrivals that have their row."""
    by_name = {row.own_reference: row for row in reversed(rows)}
    noted = [each for each in _noted(connection, rows, unit_id) if each.id not in answered]
    known = _known(list(by_name.values()), noted, unit_id)
    return [
        Compared(
            row=row,
            known=known.get(row.own_reference),
            again=by_name[row.own_reference] is not row,
        )
        for row in rows
    ]


def named(row: CameIn, unit_id: UUID) -> str:
    """Name a row among all units: two banks may say the same."""
    return f"{unit_id.hex}:{row.own_reference}"


def _noted(connection: Connection, rows: Sequence[CameIn], unit_id: UUID) -> Sequence[_Noted]:
    if not rows:
        return []
    around = SAME_REFERENCE + timedelta(days=1)
    values = {
        "unit_id": unit_id,
        "first": min(row.came_at for row in rows) - around,
        "last": max(row.came_at for row in rows) + around,
    }
    return [_Noted(**each._mapping) for each in connection.execute(_NOTED, values)]


def _known(rows: Sequence[CameIn], noted: Sequence[_Noted], unit_id: UUID) -> Mapping[str, Known]:
    """Give each row one arrival: one that stands before a struck one, then what says most."""
    by_amount = defaultdict(list)
    for each in noted:
        by_amount[each.amount].append(each)
    pairs = [
        (each.is_struck, how, row, each)
        for row in sorted(rows, key=lambda row: row.row)
        for each in by_amount[row.amount]
        for how in _how(row, each, unit_id)
    ]
    found: dict[str, Known] = {}
    taken: set[UUID] = set()
    for is_struck, _how_known, row, each in sorted(pairs, key=lambda pair: pair[:2]):
        if row.own_reference not in found and each.id not in taken:
            found[row.own_reference] = Known(arrival_id=each.id, is_struck=is_struck)
            taken.add(each.id)
    return found


def _how(row: CameIn, noted: _Noted, unit_id: UUID) -> Iterator[_How]:
    """Say why a row may be an arrival of its amount, if it may."""
    if noted.provider_ref == named(row, unit_id):
        yield _How.NAME
    elif row.reference is not None and noted.bank_ref is not None:
        if row.reference == given_reference(noted.bank_ref) and _is_near(row, noted):
            same = likeness(row, noted) is Likeness.SAME
            yield _How.REFERENCE_AND_TEXT if same else _How.REFERENCE
    elif noted.provider in MESSENGERS or same_minute(row.came_at, clock.local(noted.came_at)):
        alike = likeness(row, noted)
        if alike is not Likeness.NONE:
            yield _How.TEXT if alike is Likeness.SAME else _How.PART_OF_TEXT


def _is_near(row: CameIn, noted: _Noted) -> bool:
    """Say whether one reference is of one transfer: a bank writes one day in all statements."""
    most = SAME_REFERENCE if noted.provider in MESSENGERS else timedelta(0)
    return abs(row.came_at.date() - clock.local(noted.came_at).date()) <= most

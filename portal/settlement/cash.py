"""Cash of a unit: what each collector holds, what was counted short, and the moves of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from portal.cash.models import CashDay, CashHandover, HandoverState
from portal.kernel import clock
from portal.ledger.balances import Books
from portal.ledger.models import Book, CashBox, Cause, Move
from portal.receiving.models import CashDeposit
from portal.settlement.differences import Difference, Kind
from portal.staff.models import StaffMember

_UNIT = sa.bindparam("unit_id", type_=sa.Uuid())
NEWEST = 50


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a collector holds in cash, and took to the bank that has not shown it yet."""

    holder_id: UUID
    name: str
    amount: int
    on_the_way: int


_ON_THE_WAY = (
    sa.select(CashDeposit.holder_id, sa.func.sum(CashDeposit.amount).label("amount"))
    .where(
        CashDeposit.unit_id == _UNIT,
        CashDeposit.arrival_id.is_(None),
        CashDeposit.withdrawn_at.is_(None),
    )
    .group_by(CashDeposit.holder_id)
    .subquery()
)
_HELD = (
    sa.select(
        CashBox.holder_id,
        StaffMember.full_name.label("name"),
        CashBox.held.label("amount"),
        sa.func.coalesce(_ON_THE_WAY.c.amount, 0).label("on_the_way"),
    )
    .join(StaffMember, StaffMember.id == CashBox.holder_id)
    .outerjoin(_ON_THE_WAY, _ON_THE_WAY.c.holder_id == CashBox.holder_id)
    .where(CashBox.unit_id == _UNIT)
    .order_by(CashBox.held.desc(), StaffMember.full_name, CashBox.holder_id)
)


def held(connection: Connection, unit_id: UUID) -> Sequence[Held]:
    """Return the collectors of a unit, who holds most first."""
    rows = connection.execute(_HELD, {"unit_id": unit_id})
    return [Held(**{**row._mapping, "on_the_way": int(row.on_the_way)}) for row in rows]


def against_the_books(found: Sequence[Held], books: Books) -> Iterator[Difference]:
    """Yield the collectors whose box holds another amount than their moves, and lost deposits."""
    on_the_way = sum(each.on_the_way for each in found)
    if on_the_way != books.of[Book.DEPOSITS]:
        yield Difference(
            kind=Kind.DEPOSITS, about="", written=on_the_way, moved=books.of[Book.DEPOSITS]
        )
    boxes = {each.holder_id: each for each in found}
    for holder_id in sorted({*boxes, *books.cash_of}, key=str):
        box, moved = boxes.get(holder_id), books.cash_of.get(holder_id, 0)
        amount = box.amount if box else 0
        if amount != moved:
            name = box.name if box else str(holder_id)[:8]
            yield Difference(kind=Kind.BOX, about=name, written=amount, moved=moved)


@dataclass(frozen=True, kw_only=True)
class CountedShort:
    """Where less was counted than was said or expected; `taker` is empty at a day's end."""

    on: date
    holder: str
    taker: str
    said: int
    counted: int
    note: str

    @property
    def missing(self) -> int:
        """Return how much was missing; below 0 where more was there."""
        return self.said - self.counted


_GIVER, _TAKER = aliased(StaffMember), aliased(StaffMember)
_MOVED = (
    sa.select(Move.cause_id, sa.func.sum(Move.amount).label("amount"))
    .where(Move.cause == Cause.HANDOVER, Move.unit_id == _UNIT)
    .group_by(Move.cause_id)
    .subquery()
)
_WAS_MOVED = sa.func.coalesce(_MOVED.c.amount, 0)
_HANDOVERS = (
    sa.select(
        CashHandover.closed_at,
        sa.type_coerce(sa.null(), sa.Date()).label("day"),
        _GIVER.full_name.label("holder"),
        _TAKER.full_name.label("taker"),
        CashHandover.said,
        CashHandover.counted,
        _WAS_MOVED.label("moved"),
        sa.literal("").label("note"),
    )
    .join(_GIVER, _GIVER.id == CashHandover.giver_id)
    .join(_TAKER, _TAKER.id == CashHandover.taker_id)
    .outerjoin(_MOVED, _MOVED.c.cause_id == CashHandover.id)
    .where(
        CashHandover.unit_id == _UNIT,
        CashHandover.state == HandoverState.COUNTED,
        sa.or_(CashHandover.counted < CashHandover.said, CashHandover.counted != _WAS_MOVED),
    )
)
_DAYS = (
    sa.select(
        sa.null(),
        CashDay.day,
        StaffMember.full_name,
        sa.literal(""),
        CashDay.expected,
        CashDay.counted,
        CashDay.counted,
        CashDay.note,
    )
    .join(StaffMember, StaffMember.id == CashDay.holder_id)
    .where(CashDay.unit_id == _UNIT, CashDay.counted != CashDay.expected)
)
_COUNTED: sa.CompoundSelect[Any] = sa.union_all(_HANDOVERS, _DAYS)


def counted(
    connection: Connection, unit_id: UUID
) -> tuple[Sequence[CountedShort], Sequence[Difference]]:
    """Return what was counted otherwise than said, and handovers whose move is not the count."""
    short: list[CountedShort] = []
    wrong: list[Difference] = []
    for row in connection.execute(_COUNTED, {"unit_id": unit_id}):
        found = _counted(row)
        if found.counted < found.said or not found.taker:
            short.append(found)
        if row.counted != row.moved:
            about = f"{found.holder} → {found.taker}"
            moved = int(row.moved)
            wrong.append(
                Difference(kind=Kind.HANDOVER, about=about, written=row.counted, moved=moved)
            )
    newest_first = sorted(short, key=lambda each: (each.on, each.holder), reverse=True)
    return newest_first[:NEWEST], wrong


def _counted(row: Any) -> CountedShort:
    return CountedShort(
        on=row.day or clock.local(row.closed_at).date(),
        holder=row.holder,
        taker=row.taker,
        said=row.said,
        counted=row.counted,
        note=row.note,
    )

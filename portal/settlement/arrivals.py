"""Money from outside, added up by who told of it, and held against what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.ledger.balances import Books
from portal.ledger.models import Book, Cause, Move
from portal.receiving.arrivals import LIES_IN
from portal.receiving.models import (
    GONE,
    STRUCK,
    Arrival,
    CashDeposit,
    MoneyReturn,
    Placement,
    Provider,
    SentFrom,
    Telling,
)
from portal.receiving.payout_models import MOVED, Payout
from portal.settlement import pairs
from portal.settlement.differences import Difference, Kind
from portal.settlement.pairs import Pairs
from portal.settlement.words import BOOK_LABELS
from portal.transfers.models import StatementImport, StatementLine

_UNIT = sa.bindparam("unit_id", type_=sa.Uuid())
_COLLECT = [place.book for place in LIES_IN.values()]
_OPEN = Arrival.amount - Arrival.placed - Arrival.returned


@dataclass(frozen=True, kw_only=True)
class CameIn:
    """What one provider told of: `came` is `placed`, `returned` and `open` together.

    Of what lay with the provider itself, `paid_out` came to the bank and `charges` it kept;
    `by_bank` of what was given back the unit sent from its bank, and the provider holds it still
    or paid it out.
    """

    provider: Provider
    count: int
    came: int
    placed: int
    returned: int
    by_bank: int
    open: int
    paid_out: int
    charges: int

    @property
    def collects(self) -> bool:
        """Say whether the money lies with who told of it."""
        return self.provider in LIES_IN

    @property
    def left(self) -> int:
        """Return what lies where it came in, or was placed from there on."""
        return self.came - self.returned + self.by_bank - self.paid_out - self.charges


_PAID_OUT_BY = (
    sa.select(
        Payout.provider,
        sa.func.sum(Payout.amount).label("paid_out"),
        sa.func.sum(Payout.charges).label("charges"),
    )
    .where(Payout.unit_id == _UNIT, Payout.state.in_(MOVED))
    .group_by(Payout.provider)
    .subquery()
)
# The rest of what was given back left the book it came into.
_SENT_BY_BANK = (
    sa.select(Arrival.provider, sa.func.sum(MoneyReturn.amount).label("by_bank"))
    .join(Arrival, Arrival.id == MoneyReturn.arrival_id)
    .where(
        MoneyReturn.unit_id == _UNIT,
        MoneyReturn.sent_from == SentFrom.BANK,
        Arrival.provider.in_(LIES_IN),
    )
    .group_by(Arrival.provider)
    .subquery()
)
_CAME_IN = (
    sa.select(
        Arrival.provider,
        sa.func.count().label("count"),
        sa.func.sum(Arrival.amount).label("came"),
        sa.func.sum(Arrival.placed).label("placed"),
        sa.func.sum(Arrival.returned).label("returned"),
        sa.func.sum(_OPEN).label("open"),
        *(
            sa.func.coalesce(sa.func.max(amount), 0).label(amount.name)
            for amount in (
                _PAID_OUT_BY.c.paid_out,
                _PAID_OUT_BY.c.charges,
                _SENT_BY_BANK.c.by_bank,
            )
        ),
    )
    .outerjoin(_PAID_OUT_BY, _PAID_OUT_BY.c.provider == Arrival.provider)
    .outerjoin(_SENT_BY_BANK, _SENT_BY_BANK.c.provider == Arrival.provider)
    .where(Arrival.unit_id == _UNIT)
    .group_by(Arrival.provider)
    .order_by(Arrival.provider)
)


def came_in(connection: Connection, unit_id: UUID) -> Sequence[CameIn]:
    """Return the arrivals of a unit, added up."""
    return [
        CameIn(provider=row.provider, **{name: int(row._mapping[name]) for name in _SUMS})
        for row in connection.execute(_CAME_IN, {"unit_id": unit_id})
    ]


_SUMS = ("count", "came", "placed", "returned", "by_bank", "open", "paid_out", "charges")


def against_the_books(found: Sequence[CameIn], books: Books) -> Iterator[Difference]:
    """Yield the books of money from outside that hold another amount than its rows."""
    held = dict.fromkeys((Book.BANK, Book.VNPAY, Book.MOMO), 0)
    for each in found:
        place = LIES_IN.get(each.provider)
        held[place.book if place else Book.BANK] += each.left
        held[Book.BANK] -= each.by_bank
    waiting, charges = (sum(each.open for each in found), sum(each.charges for each in found))
    told = [
        (Kind.UNPLACED, Book.UNPLACED, waiting, -books.of[Book.UNPLACED]),
        (Kind.CHARGES, Book.CHARGES, charges, books.of[Book.CHARGES]),
        *((Kind.BANK, book, amount, books.of[book]) for book, amount in held.items()),
    ]
    for kind, book, written, moved in told:
        if written != moved:
            yield Difference(kind=kind, about=str(BOOK_LABELS[book]), written=written, moved=moved)


def _by_arrival(table: Any, *conditions: Any) -> sa.Subquery:
    """Add up by arrival, of the unit alone: grouped first, it would be of every commune."""
    return (
        sa.select(table.arrival_id, sa.func.sum(table.amount).label("amount"))
        .join(Arrival, Arrival.id == table.arrival_id)
        .where(Arrival.unit_id == _UNIT, *conditions)
        .group_by(table.arrival_id)
        .subquery()
    )


def _or_nothing(found: sa.Subquery) -> Any:
    return sa.func.coalesce(found.c.amount, 0)


_PLACED = _by_arrival(Placement, Placement.undone_at.is_(None))
_DEPOSITED = _by_arrival(CashDeposit)
_SENT_BACK = _by_arrival(MoneyReturn, MoneyReturn.state.in_(GONE))
# A statement confirmed after the striking, or after two people let it stand, shows the money.
_STANDS_SINCE = sa.func.coalesce(MoneyReturn.kept_at, MoneyReturn.decided_at)
_SHOWN_AFTERWARDS = (
    sa.exists()
    .where(
        StatementLine.arrival_id == MoneyReturn.arrival_id,
        StatementImport.id == StatementLine.statement_id,
        StatementImport.decided_at > _STANDS_SINCE,
    )
    .correlate(MoneyReturn)
)
_TOLD_AFTERWARDS = (
    sa.exists()
    .where(Telling.arrival_id == MoneyReturn.arrival_id, Telling.told_at > _STANDS_SINCE)
    .correlate(MoneyReturn)
)
_STRUCK_BUT_TOLD = _by_arrival(
    MoneyReturn,
    MoneyReturn.state.in_(STRUCK),
    sa.or_(_SHOWN_AFTERWARDS, _TOLD_AFTERWARDS),
)
_WAS_PAID_OUT = _by_arrival(Payout, Payout.state.in_(MOVED))
_MOVED = (
    sa.select(Move.cause_id, sa.func.sum(Move.amount).label("amount"))
    .where(Move.cause == Cause.ARRIVAL, Move.unit_id == _UNIT)
    .group_by(Move.cause_id)
    .subquery()
)
_MOVED_OUT = (
    sa.select(
        Move.cause_id,
        sa.func.sum(sa.case((Move.from_book.in_(_COLLECT), Move.amount), else_=-Move.amount)).label(
            "amount"
        ),
    )
    .where(Move.cause == Cause.PAYOUT, Move.unit_id == _UNIT)
    .group_by(Move.cause_id)
    .subquery()
)
_LEFT_PROVIDER = (
    sa.select(
        Payout.arrival_id,
        sa.func.sum(
            sa.case((Payout.state.in_(MOVED), Payout.amount + Payout.charges), else_=0)
        ).label("amount"),
        sa.func.sum(_MOVED_OUT.c.amount).label("moved"),
    )
    .outerjoin(_MOVED_OUT, _MOVED_OUT.c.cause_id == Payout.id)
    .where(Payout.unit_id == _UNIT)
    .group_by(Payout.arrival_id)
    .subquery()
)
PAIRS: Pairs = {
    Kind.ARRIVAL: (Arrival.amount, _or_nothing(_MOVED)),
    Kind.PLACED: (
        Arrival.placed,
        _or_nothing(_PLACED) + _or_nothing(_DEPOSITED) + _or_nothing(_WAS_PAID_OUT),
    ),
    Kind.RETURNED: (Arrival.returned, _or_nothing(_SENT_BACK)),
    Kind.STRUCK: (_or_nothing(_STRUCK_BUT_TOLD), sa.literal(0)),
    Kind.PAYOUT: (_or_nothing(_LEFT_PROVIDER), sa.func.coalesce(_LEFT_PROVIDER.c.moved, 0)),
}
# One row each, with both figures of every pair.
ROWS = (
    sa.select(
        sa.cast(sa.null(), sa.Integer).label("year"),
        sa.cast(sa.null(), sa.Integer).label("number"),
        Arrival.came_at,
        *pairs.columns(PAIRS),
    )
    .outerjoin(_MOVED, _MOVED.c.cause_id == Arrival.id)
    .outerjoin(_PLACED, _PLACED.c.arrival_id == Arrival.id)
    .outerjoin(_DEPOSITED, _DEPOSITED.c.arrival_id == Arrival.id)
    .outerjoin(_SENT_BACK, _SENT_BACK.c.arrival_id == Arrival.id)
    .outerjoin(_STRUCK_BUT_TOLD, _STRUCK_BUT_TOLD.c.arrival_id == Arrival.id)
    .outerjoin(_WAS_PAID_OUT, _WAS_PAID_OUT.c.arrival_id == Arrival.id)
    .outerjoin(_LEFT_PROVIDER, _LEFT_PROVIDER.c.arrival_id == Arrival.id)
    .where(Arrival.unit_id == _UNIT)
    .cte("arrivals")
)

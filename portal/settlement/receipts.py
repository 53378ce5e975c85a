"""Receipts of a unit, each held against its charges, its move and the transfers it is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.fees.order_models import ChargePayment, Method, Receipt, ReceiptCounter
from portal.kernel.db import Moment
from portal.ledger.models import Cause, Move
from portal.receiving.models import Placement
from portal.settlement import pairs
from portal.settlement.differences import Difference, Kind
from portal.settlement.pairs import Pairs

_UNIT = sa.bindparam("unit_id", type_=sa.Uuid())


@dataclass(frozen=True, kw_only=True)
class Collected:
    """Receipts of one year and way of paying, in force or annulled; amount in đồng."""

    year: int
    method: Method
    annulled: bool
    count: int
    amount: int
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Total:
    """All receipts of one year: `amount` is in force, in đồng; annulled ones keep their number."""

    amount: int
    count: int
    annulled: int
    first: int
    last: int


def total(found: Sequence[Collected]) -> Total | None:
    """Add up what was collected; None where there is no receipt."""
    if not found:
        return None
    return Total(
        amount=sum(each.amount for each in found if not each.annulled),
        count=sum(each.count for each in found if not each.annulled),
        annulled=sum(each.count for each in found if each.annulled),
        first=min(each.first for each in found),
        last=max(each.last for each in found),
    )


_IS_ANNULLED = Receipt.annulled_at.is_not(None)
_YEARS = sa.union(
    sa.select(Receipt.year).where(Receipt.unit_id == _UNIT),
    sa.select(ReceiptCounter.year).where(ReceiptCounter.unit_id == _UNIT),
).subquery()
_COLLECTED = (
    sa.select(
        _YEARS.c.year,
        Receipt.method,
        _IS_ANNULLED.label("annulled"),
        sa.func.count(Receipt.id).label("count"),
        sa.func.sum(Receipt.amount).label("amount"),
        sa.func.min(Receipt.number).label("first"),
        sa.func.max(Receipt.number).label("last"),
        sa.func.max(ReceiptCounter.last).label("given"),
    )
    .select_from(_YEARS)
    .outerjoin(Receipt, sa.and_(Receipt.unit_id == _UNIT, Receipt.year == _YEARS.c.year))
    .outerjoin(
        ReceiptCounter,
        sa.and_(ReceiptCounter.unit_id == _UNIT, ReceiptCounter.year == _YEARS.c.year),
    )
    .group_by(_YEARS.c.year, Receipt.method, _IS_ANNULLED)
    .order_by(_YEARS.c.year, Receipt.method, _IS_ANNULLED)
)


def collected(
    connection: Connection, unit_id: UUID
) -> tuple[Sequence[Collected], Mapping[int, int]]:
    """Return the receipts of a unit, added up, and the last number given in each year."""
    rows = connection.execute(_COLLECTED, {"unit_id": unit_id}).all()
    found = [
        Collected(
            year=row.year,
            method=row.method,
            annulled=bool(row.annulled),
            count=row._mapping["count"],
            amount=int(row.amount),
            first=row.first,
            last=row.last,
        )
        for row in rows
        if row.method is not None
    ]
    return found, {row.year: row.given or 0 for row in rows}


def gaps(prefix: str, found: Sequence[Collected], given: Mapping[int, int]) -> Iterator[Difference]:
    """Yield the years whose receipts are not 1, 2, 3 … up to the last number given."""
    for year in sorted(given):
        of_year = [each for each in found if each.year == year]
        count = sum(each.count for each in of_year)
        last = max((each.last for each in of_year), default=0)
        if not count == last == given[year]:
            yield Difference(
                kind=Kind.NUMBERS,
                about=f"{prefix}-{year}",
                written=count,
                moved=max(last, given[year]),
            )


def _sum(condition: sa.ColumnElement[bool], amount: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, amount), else_=0)), 0)


# Each sum names the unit: grouped first, it would be drawn from the rows of every commune.
_LINES = (
    sa.select(
        ChargePayment.receipt_id,
        sa.func.sum(ChargePayment.amount).label("all"),
        _sum(ChargePayment.reversed_at.is_(None), ChargePayment.amount).label("in_force"),
    )
    .join(Receipt, Receipt.id == ChargePayment.receipt_id)
    .where(Receipt.unit_id == _UNIT)
    .group_by(ChargePayment.receipt_id)
    .subquery()
)
_MOVED = (
    sa.select(
        Move.cause_id,
        _sum(Move.cause == Cause.PAYMENT, Move.amount).label("paid"),
        _sum(Move.cause == Cause.ANNULMENT, Move.amount).label("undone"),
    )
    .where(Move.cause.in_((Cause.PAYMENT, Cause.ANNULMENT)), Move.unit_id == _UNIT)
    .group_by(Move.cause_id)
    .subquery()
)
_MADE_OF = (
    sa.select(Placement.receipt_id, sa.func.sum(Placement.amount).label("amount"))
    .join(Receipt, Receipt.id == Placement.receipt_id)
    .where(Placement.undone_at.is_(None), Receipt.unit_id == _UNIT)
    .group_by(Placement.receipt_id)
    .subquery()
)
_STANDS = sa.case((_IS_ANNULLED, 0), else_=Receipt.amount)
PAIRS: Pairs = {
    Kind.LINES: (Receipt.amount, sa.func.coalesce(_LINES.c["all"], 0)),
    Kind.IN_FORCE: (_STANDS, sa.func.coalesce(_LINES.c.in_force, 0)),
    Kind.PAYMENT: (Receipt.amount, sa.func.coalesce(_MOVED.c.paid, 0)),
    Kind.ANNULMENT: (Receipt.amount - _STANDS, sa.func.coalesce(_MOVED.c.undone, 0)),
    Kind.MADE_OF: (
        sa.case((Receipt.method == Method.CASH, 0), else_=_STANDS),
        sa.func.coalesce(_MADE_OF.c.amount, 0),
    ),
}
# One row each, with both figures of every pair.
ROWS = (
    sa.select(
        Receipt.year,
        Receipt.number,
        sa.cast(sa.null(), Moment).label("came_at"),
        *pairs.columns(PAIRS),
    )
    .outerjoin(_LINES, _LINES.c.receipt_id == Receipt.id)
    .outerjoin(_MOVED, _MOVED.c.cause_id == Receipt.id)
    .outerjoin(_MADE_OF, _MADE_OF.c.receipt_id == Receipt.id)
    .where(Receipt.unit_id == _UNIT)
    .cte("receipts")
)

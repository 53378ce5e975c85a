"""What staff took back of the fee within a year: charges called a mistake, receipts annulled.

A charge is ended on one word, and beside the desk only the household is told of either. Head
and auditor read all of it here, with the sum of each colleague, so that nobody takes back much
without being asked why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.cash.boxes import NAME
from portal.cash.models import CashHandover
from portal.fees.models import Charge, WhyCancelled
from portal.fees.order_models import Receipt
from portal.fees.receipts import number_of
from portal.fees.units import Unit
from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.kernel.i18n import ngettext
from portal.ledger.models import Book, Cause, Move
from portal.people.places import Household
from portal.staff.models import StaffMember

NEWEST = 100
# Whose account is closed so soon after their cash paid a receipt back can no longer object.
SOON = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Undone:
    """One charge or receipt taken back; `receipt` is its number, empty for a charge.

    `box_of` is whose cash paid it back, and `closed_after` how many days later their account
    was closed, if that was soon.
    """

    at: datetime
    receipt: str
    household: str
    amount: int
    by: str
    why: str
    box_of: str
    closed_after: int | None

    @property
    def warning(self) -> str:
        """Say that who paid it back could soon no longer object; empty if they could."""
        if self.closed_after is None:
            return ""
        return ngettext(
            "account closed %(num)s day later",
            "account closed %(num)s days later",
            self.closed_after,
        )


@dataclass(frozen=True, kw_only=True)
class OfOne:
    """How often one member of staff took back, and how much in đồng."""

    by: str
    charges: int
    receipts: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """The newest that were taken back in a year, and who took back how much in all."""

    newest: Sequence[Undone]
    by_member: Sequence[OfOne]

    @property
    def count(self) -> int:
        """Return how many there are, shown or not."""
        return sum(each.charges + each.receipts for each in self.by_member)

    @property
    def warns(self) -> bool:
        """Say whether one of the newest stands out."""
        return any(each.warning for each in self.newest)

    @property
    def amount(self) -> int:
        return sum(each.amount for each in self.by_member)


_UNIT = sa.bindparam("unit_id", type_=sa.Uuid())
_FROM, _UNTIL = sa.bindparam("from", type_=Moment), sa.bindparam("until", type_=Moment)
_IS_MISTAKE = sa.and_(
    Charge.unit_id == _UNIT,
    Charge.cancelled_why == WhyCancelled.MISTAKE,
    Charge.cancelled_at >= _FROM,
    Charge.cancelled_at < _UNTIL,
)
_IS_ANNULLED = sa.and_(
    Receipt.unit_id == _UNIT, Receipt.annulled_at >= _FROM, Receipt.annulled_at < _UNTIL
)
_Holder = aliased(StaffMember)
_TAKEN_OVER_AT = (
    sa.select(sa.func.min(CashHandover.offered_at))
    .where(
        CashHandover.giver_id == _Holder.id,
        CashHandover.claimed.is_not(None),
        CashHandover.offered_at >= Receipt.annulled_at,
    )
    .correlate(_Holder, Receipt)
    .scalar_subquery()
)
_NO_NUMBER, _NO_MOMENT = sa.cast(sa.null(), sa.Integer), sa.cast(sa.null(), Moment)
_NEWEST: sa.CompoundSelect[Any] = sa.union_all(
    sa.select(
        Charge.cancelled_at.label("at"),
        _NO_NUMBER.label("year"),
        _NO_NUMBER.label("number"),
        sa.func.coalesce(Household.code, "").label("household"),
        Charge.amount,
        NAME.label("by"),
        Charge.cancelled_note.label("note"),
        sa.literal("").label("why"),
        sa.literal("").label("box_of"),
        _NO_MOMENT.label("suspended_at"),
        _NO_MOMENT.label("taken_over_at"),
        Charge.id.label("object_id"),
    )
    .join(StaffMember, StaffMember.id == Charge.cancelled_by)
    .outerjoin(Household, Household.id == Charge.household_id)
    .where(_IS_MISTAKE),
    sa.select(
        Receipt.annulled_at,
        Receipt.year,
        Receipt.number,
        Household.code,
        Receipt.amount,
        NAME,
        sa.cast(sa.null(), Charge.cancelled_note.type),
        Receipt.annulled_why,
        sa.func.coalesce(_Holder.full_name, ""),
        _Holder.suspended_at,
        _TAKEN_OVER_AT,
        Receipt.id,
    )
    .join(StaffMember, StaffMember.id == Receipt.annulled_by)
    .join(Household, Household.id == Receipt.household_id)
    .outerjoin(
        Move,
        sa.and_(
            Move.cause == Cause.ANNULMENT,
            Move.cause_id == Receipt.id,
            Move.from_book == Book.CASH,
        ),
    )
    .outerjoin(_Holder, _Holder.id == Move.from_holder)
    .where(_IS_ANNULLED),
).order_by(sa.desc("at"), sa.desc("number"), "object_id")
_PARTS = sa.union_all(
    sa.select(
        Charge.cancelled_by.label("staff_id"),
        Charge.amount,
        sa.literal(1).label("charge"),
        sa.literal(0).label("receipt"),
    ).where(_IS_MISTAKE),
    sa.select(Receipt.annulled_by, Receipt.amount, sa.literal(0), sa.literal(1)).where(
        _IS_ANNULLED
    ),
).subquery()
_BY_MEMBER = (
    sa.select(
        NAME.label("by"),
        sa.func.sum(_PARTS.c.charge).label("charges"),
        sa.func.sum(_PARTS.c.receipt).label("receipts"),
        sa.func.sum(_PARTS.c.amount).label("amount"),
    )
    .join(StaffMember, StaffMember.id == _PARTS.c.staff_id)
    .group_by(StaffMember.id, StaffMember.title, StaffMember.full_name)
    .order_by(sa.desc("amount"), StaffMember.full_name, StaffMember.id)
)


def undone(unit: Unit, year: int) -> Report:
    """Return what was taken back of a unit within a calendar year."""
    values = {"unit_id": unit.id, "from": _begin(year), "until": _begin(year + 1)}
    newest = reads().execute(_NEWEST.limit(NEWEST), values)
    by_member = reads().execute(_BY_MEMBER, values)
    return Report(
        newest=[_undone(row, unit.prefix) for row in newest],
        by_member=[
            OfOne(
                by=row.by,
                charges=int(row.charges),
                receipts=int(row.receipts),
                amount=int(row.amount),
            )
            for row in by_member
        ],
    )


def _begin(year: int) -> datetime:
    return clock.start_of(date(year, 1, 1))


def _undone(row: Any, prefix: str) -> Undone:
    return Undone(
        at=row.at,
        receipt=number_of(prefix, row.year, row.number) if row.number else "",
        household=row.household,
        amount=row.amount,
        by=row.by,
        why=row.note or row.why,
        box_of=row.box_of,
        closed_after=_closed_after(row),
    )


def _closed_after(row: Any) -> int | None:
    """Return after how many days the account of who paid it back was closed; None if not soon."""
    closings = [
        moment - row.at
        for moment in (row.suspended_at, row.taken_over_at)
        if moment is not None and timedelta(0) <= moment - row.at <= SOON
    ]
    return min(closings).days if closings else None

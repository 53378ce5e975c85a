"""The households of one village head's village and how much each is still asked.

Names of heads, amounts and how somebody paid; nothing of anybody's record, and no word on
why nothing is asked of somebody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.cash.bounds import OF_UNIT, households_of
from portal.cash.statements import HEAD_OF, IN_FORCE
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import ChargePayment, Method, Receipt
from portal.fees.units import Unit
from portal.kernel.db import reads
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.models import Person
from portal.people.places import Household
from portal.staff.signed_in import SignedInStaff

HOUSEHOLDS_A_PAGE = 40


class HowPaid(StrEnum):
    """Where a household stands."""

    OPEN = "open"
    PARTLY = "partly"
    WITHOUT_CASH = "without_cash"
    PAID = "paid"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        return str(LABELS[self])

    @property
    def tone(self) -> str:
        return TONES.get(self, "done")


LABELS = {
    HowPaid.OPEN: _l("Not paid yet"),
    HowPaid.PARTLY: _l("Partly paid"),
    HowPaid.WITHOUT_CASH: _l("Paid without cash"),
    HowPaid.PAID: _l("Paid"),
    HowPaid.NOTHING: _l("Nothing to pay"),
}
TONES = {HowPaid.OPEN: "due", HowPaid.PARTLY: "due", HowPaid.NOTHING: "plain"}


@dataclass(frozen=True, kw_only=True)
class HouseholdRow:
    """One household; in đồng what is open of all years, and what is paid of the newest.

    `without_cash` is a part of `paid`. Who paid last year has not paid in part.
    """

    id: UUID
    code: str
    head: str = field(repr=False)
    open: int
    paid: int
    without_cash: int

    @property
    def how_paid(self) -> HowPaid:
        if self.open:
            return HowPaid.PARTLY if self.paid else HowPaid.OPEN
        if not self.paid:
            return HowPaid.NOTHING
        return HowPaid.WITHOUT_CASH if self.without_cash == self.paid else HowPaid.PAID


@dataclass(frozen=True, kw_only=True)
class Place:
    """Behind which household a page begins, and whether among those that are asked nothing more.

    Who pays meanwhile goes to the end of the list; the next page begins where it would have.
    """

    household_id: UUID
    is_settled: bool


@dataclass(frozen=True, kw_only=True)
class VillageList:
    """One page of the list, and figures over all of it; `year` is the newest that is asked."""

    households: Sequence[HouseholdRow]
    count: int
    count_open: int
    amount_open: int
    amount_paid: int
    year: int | None
    after: Place | None


_NAME = sa.func.coalesce(Person.name_folded, "")
_PLACE = (
    sa.select(_NAME.label("name"), Household.code)
    .select_from(Household)
    .outerjoin(Person, Person.id == HEAD_OF)
    .where(Household.id == sa.bindparam("household_id"))
)


_IS_ASKED = (
    sa.select(sa.true())
    .select_from(Charge)
    .join(Household, Household.id == Charge.household_id)
    .join(FeeUnit, sa.and_(FeeUnit.id == Charge.unit_id, FeeUnit.commune == Household.commune))
    .where(Charge.cancelled_at.is_(None))
)


def village_list(unit: Unit, staff: SignedInStaff, after: Place | None = None) -> VillageList:
    """Return one page of the member's own households, unpaid first, and write who read it."""
    values = {"unit_id": unit.id}
    sums = _sums(staff)
    figures = reads().execute(_figures(sums), values).one()
    found = reads().execute(_page(sums, staff, after), values).all()
    rows = [HouseholdRow(**row._mapping) for row in found[:HOUSEHOLDS_A_PAGE]]
    trail.note(
        Line(
            event=Event.FEES_SEEN,
            by=staff.actor,
            basis=Basis.DESK,
            section="village",
            object_ref=f"village:{staff.village_id}",
        )
    )
    return VillageList(
        households=rows,
        count=figures.households,
        count_open=figures.count_open,
        amount_open=int(figures.amount_open),
        amount_paid=int(figures.amount_paid),
        year=figures.year,
        after=_place_of(rows[-1]) if len(found) > HOUSEHOLDS_A_PAGE else None,
    )


def is_asked(staff: SignedInStaff) -> bool:
    """Say whether anything was asked in the member's own households, so that there is a list."""
    return bool(reads().scalar(_IS_ASKED.where(households_of(staff)).limit(1)))


def next_open(household_id: UUID, unit: Unit, staff: SignedInStaff) -> UUID | None:
    """Return the household of the list that is behind this one and still asked.

    None at the end of the list, though households before it may be asked.
    """
    sums = _sums(staff)
    page = _page(sums, staff, Place(household_id=household_id, is_settled=False))
    found = reads().execute(page.where(sums.c.open > 0).limit(1), {"unit_id": unit.id}).first()
    return found.id if found else None


def _place_of(row: HouseholdRow) -> Place:
    return Place(household_id=row.id, is_settled=not row.open)


def _sum(what: sa.ColumnElement[int], where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((where, what), else_=0)), 0)


def _sums(staff: SignedInStaff) -> sa.CTE:
    """Add up the charges of each of the member's households."""
    lines = (
        sa.select(
            Household.id,
            Charge.amount,
            Charge.year,
            sa.func.max(Charge.year).over(partition_by=Household.id).label("newest"),
            ChargePayment.id.is_not(None).label("is_paid"),
            sa.func.coalesce(Receipt.method != Method.CASH, sa.false()).label("is_without_cash"),
        )
        .select_from(Household)
        .join(Charge, Charge.household_id == Household.id)
        .outerjoin(ChargePayment, IN_FORCE)
        .outerjoin(Receipt, Receipt.id == ChargePayment.receipt_id)
        .where(Charge.unit_id == OF_UNIT, Charge.cancelled_at.is_(None), households_of(staff))
        .subquery("lines")
    ).c
    is_paid = sa.and_(lines.is_paid, lines.year == lines.newest)
    return (
        sa.select(
            lines.id,
            sa.func.max(lines.year).label("year"),
            _sum(lines.amount, sa.not_(lines.is_paid)).label("open"),
            _sum(lines.amount, is_paid).label("paid"),
            _sum(lines.amount, sa.and_(is_paid, lines.is_without_cash)).label("without_cash"),
        )
        .group_by(lines.id)
        .cte("sums")
    )


def _figures(sums: sa.CTE) -> sa.Select[Any]:
    newest = sa.select(sa.func.max(sums.c.year)).scalar_subquery()
    return sa.select(
        sa.func.count().label("households"),
        _sum(sa.literal(1), sums.c.open > 0).label("count_open"),
        sa.func.coalesce(sa.func.sum(sums.c.open), 0).label("amount_open"),
        _sum(sums.c.paid, sums.c.year == newest).label("amount_paid"),
        newest.label("year"),
    ).select_from(sums)


def _page(sums: sa.CTE, staff: SignedInStaff, after: Place | None) -> sa.Select[Any]:
    """Select one household more than a page shows."""
    order = (sa.case((sums.c.open > 0, 0), else_=1), _NAME, Household.code, Household.id)
    page = (
        sa.select(
            Household.id,
            Household.code,
            sa.func.coalesce(Person.full_name, "").label("head"),
            sums.c.open,
            sums.c.paid,
            sums.c.without_cash,
        )
        .select_from(sums)
        .join(Household, Household.id == sums.c.id)
        .outerjoin(Person, Person.id == HEAD_OF)
        .order_by(*order)
        .limit(HOUSEHOLDS_A_PAGE + 1)
    )
    begun = _begun(after, staff) if after else None
    return page if begun is None else page.where(sa.tuple_(*order) > begun)


def _begun(after: Place, staff: SignedInStaff) -> sa.Tuple | None:
    values = {"household_id": after.household_id}
    row = reads().execute(_PLACE.where(households_of(staff)), values).one_or_none()
    if row is None:
        return None
    return sa.tuple_(
        sa.literal(int(after.is_settled)),
        sa.literal(row.name),
        sa.literal(row.code),
        sa.literal(after.household_id, sa.Uuid()),
    )

"""What a unit asks for a year: how much, by which decision, until when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.fees.holding import hold, to_change, withdraw_orders
from portal.fees.models import Charge, FeeTerms
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

MOST = 1_000_000
FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms of one year; amount in đồng a record."""

    year: int
    amount: int
    decision: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class KeptTerms(Terms):
    """Terms on file."""

    id: int

    @property
    def as_terms(self) -> Terms:
        return Terms(year=self.year, amount=self.amount, decision=self.decision, due_on=self.due_on)


_ALL = (
    sa.select(FeeTerms.id, FeeTerms.year, FeeTerms.amount, FeeTerms.decision, FeeTerms.due_on)
    .where(FeeTerms.unit_id == sa.bindparam("unit_id"))
    .order_by(FeeTerms.year.desc(), FeeTerms.id.desc())
)
_OF_A_YEAR = _ALL.where(FeeTerms.year == sa.bindparam("year")).limit(1)
_IN_FORCE = (
    sa.select(FeeTerms.id)
    .where(FeeTerms.unit_id == Charge.unit_id, FeeTerms.year == Charge.year)
    .order_by(FeeTerms.id.desc())
    .limit(1)
    .correlate(Charge)
)
# What a charge would be if it were asked today; who is exempt stays at 0.
AMOUNT_TODAY = sa.case(
    (Charge.exemption.is_(None), _IN_FORCE.with_only_columns(FeeTerms.amount).scalar_subquery()),
    else_=0,
)
AS_ASKED_TODAY = {"terms_id": _IN_FORCE.scalar_subquery(), "amount": AMOUNT_TODAY}


def terms_of(connection: Connection, unit_id: UUID, year: int) -> KeptTerms | None:
    """Return the terms that hold for a year."""
    row = connection.execute(_OF_A_YEAR, {"unit_id": unit_id, "year": year}).one_or_none()
    return KeptTerms(**row._mapping) if row else None


def history(connection: Connection, unit_id: UUID) -> Sequence[KeptTerms]:
    """Return all terms of a unit, those that hold for a year before its older ones."""
    return [KeptTerms(**row._mapping) for row in connection.execute(_ALL, {"unit_id": unit_id})]


def keep_terms(unit_id: UUID, wanted: Terms, *, by: Actor) -> bool:
    """Enter the terms of a year; False where the newest of that year say the same.

    What was charged already stays as it is, unless it is repriced.
    """
    if not 0 <= wanted.amount <= MOST:
        raise RuleBroken(_("The amount is between 0 and 1,000,000 đ"))
    if not FIRST_YEAR <= wanted.year <= LAST_YEAR:
        raise RuleBroken(_("The year is between 2020 and 2100"))
    if not wanted.decision:
        raise RuleBroken(_("Say which decision asks for it"))
    there = terms_of(session.connection(), unit_id, wanted.year)
    if there is not None and there.as_terms == wanted:
        return False
    session.execute(
        sa.insert(FeeTerms).values(
            unit_id=unit_id, entered_by=by.staff_id, entered_at=clock.now(), **asdict(wanted)
        )
    )
    _write_down("terms", unit_id, wanted.year, by)
    return True


def reprice(unit_id: UUID, year: int, *, by: Actor) -> int:
    """Put the terms that hold now on what is not yet paid of a year; return on how much.

    Who is exempt stays at 0. Orders with the old amount are withdrawn.
    """
    terms = terms_of(session.connection(), unit_id, year)
    if terms is None:
        return 0
    of_year = (Charge.unit_id == unit_id, Charge.year == year, Charge.exemption.is_(None))
    charge_ids = to_change(*of_year, Charge.terms_id != terms.id)
    repriced: list[UUID] = []
    for some in hold(charge_ids):
        session.execute(
            sa.update(Charge)
            .where(Charge.id.in_(some))
            .values(amount=terms.amount, terms_id=terms.id)
        )
        repriced.extend(some)
    withdraw_orders(repriced)
    if repriced:
        _write_down("reprice", unit_id, year, by)
    return len(repriced)


def _write_down(what: str, unit_id: UUID, year: int, by: Actor) -> None:
    trail.record(
        Line(
            event=Event.FEES_CHANGED,
            by=by,
            section=f"{what}:{year}",
            object_ref=f"fee_unit:{unit_id}",
        )
    )

"""Ending charges that were asked by mistake, with the reason, and asking one of them again.

What was paid is never ended so: its receipt is annulled first. The reason stays on file, and
opening the year again charges nobody anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.fees.exempting import refuse_near
from portal.fees.exemptions import OpenHousehold
from portal.fees.holding import CAN_CHANGE, hold_all, withdraw_orders
from portal.fees.models import Charge, Exemption, FeeUnit, WhyCancelled
from portal.fees.ordering import IS_OPEN, IS_PAID
from portal.fees.terms import AMOUNT_TODAY, AS_ASKED_TODAY
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.models import Person
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class AskedCharge:
    """What is asked of one person for one year, or would be had nobody called it a mistake."""

    id: UUID
    full_name: str = field(repr=False)
    year: int
    amount: int
    note: str | None = field(repr=False)

    @property
    def is_open(self) -> bool:
        return self.note is None


_IS_MISTAKE = sa.and_(Charge.cancelled_why == WhyCancelled.MISTAKE, ~IS_PAID)
_OF_HOUSEHOLD = sa.and_(
    Charge.household_id == sa.bindparam("household_id"),
    Charge.unit_id.in_(sa.select(FeeUnit.id).where(FeeUnit.commune == sa.bindparam("commune"))),
)
_IS_EXEMPT_NOW = sa.select(
    sa.exists().where(
        Charge.id == sa.bindparam("charge_id"),
        Exemption.person_id == Charge.person_id,
        Exemption.from_year <= Charge.year,
        Exemption.until_year >= Charge.year,
        Exemption.ended_at.is_(None),
    )
)
_ASKED = (
    sa.select(
        Charge.id,
        Person.full_name,
        Charge.year,
        sa.case((IS_OPEN, Charge.amount), else_=AMOUNT_TODAY).label("amount"),
        Charge.cancelled_note.label("note"),
    )
    .join(Person, Person.id == Charge.person_id)
    .where(_OF_HOUSEHOLD, sa.or_(IS_OPEN, _IS_MISTAKE))
    .order_by(Charge.year.desc(), Person.birth_date, Charge.id)
)


def asked_of(household: OpenHousehold, staff: SignedInStaff) -> Sequence[AskedCharge]:
    """Return what a household still owes, and what was called a mistake."""
    values = {"household_id": household.id, "commune": staff.commune}
    return [AskedCharge(**row._mapping) for row in reads().execute(_ASKED, values)]


def end(charge_id: UUID, household: OpenHousehold, note: str, *, by: SignedInStaff) -> None:
    """End an unpaid charge of a household as a mistake; raise RuleBroken."""
    person_id = _hold(charge_id, household, by)
    refuse_near([*(member.person_id for member in household.members), person_id], "charge", by)
    ended = change(
        sa.update(Charge)
        .where(Charge.id == charge_id, CAN_CHANGE)
        .values(
            cancelled_at=clock.now(),
            cancelled_why=WhyCancelled.MISTAKE,
            cancelled_by=by.staff_id,
            cancelled_note=note,
        )
    )
    if ended != 1:
        raise RuleBroken(_("This was paid or ended meanwhile. Nothing was changed"), "charge")
    withdraw_orders([charge_id])
    _write_down(charge_id, person_id, "mistake", by)


def ask_again(charge_id: UUID, household: OpenHousehold, *, by: SignedInStaff) -> None:
    """Ask a charge again that was no mistake after all, by the terms of today; raise RuleBroken."""
    person_id = _hold(charge_id, household, by)
    refuse_near([*(member.person_id for member in household.members), person_id], "again", by)
    if session.scalar(_IS_EXEMPT_NOW, {"charge_id": charge_id}):
        raise RuleBroken(_("They are exempt for these years already"), "again")
    asked = change(
        sa.update(Charge)
        .where(Charge.id == charge_id, _IS_MISTAKE)
        .values(
            cancelled_at=None,
            cancelled_why=None,
            cancelled_by=None,
            cancelled_note=None,
            **AS_ASKED_TODAY,
        )
    )
    if asked != 1:
        raise RuleBroken(_("This is asked already"), "again")
    _write_down(charge_id, person_id, "mistake_undone", by)


def _hold(charge_id: UUID, household: OpenHousehold, by: SignedInStaff) -> UUID:
    """Lock a charge of the household and return whose it is; raise RuleBroken for another's."""
    found = session.scalar(
        sa.select(Charge.person_id).where(Charge.id == charge_id, _OF_HOUSEHOLD),
        {"household_id": household.id, "commune": by.commune},
    )
    if found is None:
        raise RuleBroken(_("Choose what was asked by mistake"), "charge")
    for _held in hold_all([charge_id]):
        pass
    return found


def _write_down(charge_id: UUID, person_id: UUID, what: str, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=Event.FEES_CHANGED,
            about=person_id,
            by=by.actor,
            basis=Basis.DESK,
            section=what,
            object_ref=f"charge:{charge_id}",
        )
    )

"""Exempting people of a household from the fee on written evidence, and ending it.

What is open of those years is asked with 0 đ from then on; what was paid stays. An end asks
nothing anew of years that were free: it counts for the years opened after it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.fees.exemptions import OpenHousehold
from portal.fees.holding import hold, to_change, withdraw_orders
from portal.fees.models import Charge, Exemption, ExemptionKind, FeeUnit
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.models import Person
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class NewExemption:
    """Who of a household is exempt, why, on which evidence, from one year to another."""

    person_ids: frozenset[UUID]
    kind: ExemptionKind
    evidence: str = field(repr=False)
    from_year: int
    until_year: int


def exempt(household: OpenHousehold, new: NewExemption, *, by: SignedInStaff) -> int:
    """Exempt members of a household; return how many charges are 0 now; raise RuleBroken.

    What is open elsewhere is left alone: it is asked by another commune, on its own papers.
    """
    members = [member.person_id for member in household.members]
    if not new.person_ids or not new.person_ids <= set(members):
        raise RuleBroken(_("Choose who is exempt"), "people")
    refuse_near(members, "people", by)
    people = _not_wholly_exempt(new)
    if not people:
        raise RuleBroken(_("They are exempt for these years already"), "people")
    rows = {person_id: uuid4() for person_id in people}
    session.execute(
        sa.insert(Exemption),
        [
            {
                "id": exemption_id,
                "person_id": person_id,
                "kind": new.kind,
                "evidence": new.evidence,
                "from_year": new.from_year,
                "until_year": new.until_year,
                "entered_by": by.staff_id,
                "entered_at": clock.now(),
            }
            for person_id, exemption_id in rows.items()
        ],
    )
    freed = _free_what_is_open(people, new, by)
    _write_down(rows.items(), "exempted", by)
    return freed


def end(exemption_id: UUID, household: OpenHousehold, *, by: SignedInStaff) -> None:
    """End an exemption of somebody of a household, once; raise RuleBroken."""
    members = [member.person_id for member in household.members]
    refuse_near(members, "ended", by)
    ended = change(
        sa.update(Exemption)
        .where(
            Exemption.id == exemption_id,
            Exemption.person_id.in_(members),
            Exemption.ended_at.is_(None),
        )
        .values(ended_at=clock.now(), ended_by=by.staff_id)
    )
    if ended != 1:
        raise RuleBroken(_("This exemption was ended already"), "ended")
    person_id = session.scalars(
        sa.select(Exemption.person_id).where(Exemption.id == exemption_id)
    ).one()
    _write_down([(person_id, exemption_id)], "exemption_ended", by)


def refuse_near(members: Iterable[UUID], field_name: str, by: SignedInStaff) -> None:
    """Raise RuleBroken where one of these people is near who decides."""
    if not hands.all_near(by).isdisjoint(members):
        raise RuleBroken(
            _("Nobody decides about the fee of their own household or relatives. A colleague does"),
            field_name,
        )


def _not_wholly_exempt(new: NewExemption) -> Sequence[UUID]:
    """Hold the chosen people; return those no exemption stands for in each of these years."""
    session.execute(
        sa.select(Person.id)
        .where(Person.id.in_(new.person_ids))
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )
    standing = sa.exists().where(
        Exemption.person_id == Person.id,
        Exemption.ended_at.is_(None),
        Exemption.from_year <= new.from_year,
        Exemption.until_year >= new.until_year,
    )
    return session.scalars(
        sa.select(Person.id).where(Person.id.in_(new.person_ids), ~standing).order_by(Person.id)
    ).all()


def _free_what_is_open(people: Collection[UUID], new: NewExemption, by: SignedInStaff) -> int:
    charges = to_change(
        Charge.unit_id.in_(sa.select(FeeUnit.id).where(FeeUnit.commune == by.commune)),
        Charge.person_id.in_(people),
        Charge.year.between(new.from_year, new.until_year),
        Charge.exemption.is_(None),
    )
    freed: list[UUID] = []
    for some in hold(charges):
        session.execute(
            sa.update(Charge).where(Charge.id.in_(some)).values(amount=0, exemption=new.kind)
        )
        freed.extend(some)
    withdraw_orders(freed)
    return len(freed)


def _write_down(rows: Iterable[tuple[UUID, UUID]], what: str, by: SignedInStaff) -> None:
    trail.record(
        *(
            Line(
                event=Event.FEES_CHANGED,
                about=person_id,
                by=by.actor,
                basis=Basis.DESK,
                section=what,
                object_ref=f"exemption:{exemption_id}",
            )
            for person_id, exemption_id in rows
        )
    )

"""Who moved here from another commune: their unpaid charge is asked by the unit here instead.

A person has one charge a year. The unit they left cancels it as moved; until then, and when
it was paid there, it is not asked a second time.
"""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.fees.asking import LIVES_THERE, asked_of, exempt_in
from portal.fees.holding import hold_all, withdraw_orders
from portal.fees.models import Charge, ExemptionKind, WhyCancelled
from portal.fees.ordering import IS_PAID
from portal.fees.terms import KeptTerms, terms_of
from portal.fees.units import Unit
from portal.kernel.db import session
from portal.people.models import Person

_MOVED_HERE = (
    LIVES_THERE.add_columns(Charge.id.label("charge_id"))
    .join(Charge, Charge.person_id == Person.id)
    .where(
        Charge.year == sa.bindparam("year"),
        Charge.unit_id != sa.bindparam("unit_id"),
        Charge.cancelled_why == WhyCancelled.MOVED,
        ~IS_PAID,
    )
)


def take_over(unit: Unit, terms: KeptTerms) -> Sequence[ExemptionKind | None]:
    """Ask the charges of one year of who moved here; return the exemption of each.

    The caller commits.
    """
    values = {"unit_id": unit.id, "commune": unit.commune, "year": terms.year}
    ids = session.scalars(_MOVED_HERE.with_only_columns(Charge.id), values).all()
    if not ids:
        return ()
    exempt = exempt_in(terms.year)
    taken: dict[UUID, ExemptionKind | None] = {}
    for some in hold_all(ids):
        for person in session.execute(_MOVED_HERE.where(Charge.id.in_(some)), values).all():
            asked = asked_of(person, unit, terms, exempt)
            session.execute(
                sa.update(Charge)
                .where(Charge.id == person.charge_id)
                .values(**asked, cancelled_at=None, cancelled_why=None)
            )
            taken[person.charge_id] = asked["exemption"]
    withdraw_orders(taken)
    return list(taken.values())


def take_over_opened(unit: Unit, *, by: Actor) -> int:
    """Take over the charges of every year the unit has opened; return how many."""
    years = session.scalars(
        sa.select(Charge.year).where(Charge.unit_id == unit.id).distinct().order_by(Charge.year)
    ).all()
    count = 0
    for year in years:
        terms = terms_of(session.connection(), unit.id, year)
        count += len(take_over(unit, terms)) if terms is not None else 0
    if count:
        trail.record(
            Line(
                event=Event.FEES_CHANGED,
                by=by,
                section="take_over",
                object_ref=f"fee_unit:{unit.id}",
            )
        )
    return count

"""What one person is asked for a year, at their home of today: the terms, or 0 đ."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.fees.exemption_rules import exemption_for
from portal.fees.models import Exemption, ExemptionKind
from portal.fees.terms import KeptTerms
from portal.fees.units import Unit
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.models import Membership, Person
from portal.people.places import Household

LIVES_THERE = (
    sa.select(
        Person.id,
        Person.birth_date,
        Person.birth_precision,
        Membership.household_id,
        Household.village_id,
    )
    .join(Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None)))
    .join(Household, Household.id == Membership.household_id)
    .where(
        Household.commune == sa.bindparam("commune"),
        Person.deceased_on.is_(None),
        Person.merged_into.is_(None),
    )
)


def exempt_in(year: int) -> dict[UUID, set[ExemptionKind]]:
    """Return who is exempt in a year by a row on file, and why."""
    found: dict[UUID, set[ExemptionKind]] = {}
    rows = session.execute(
        sa.select(Exemption.person_id, Exemption.kind).where(
            Exemption.from_year <= year, Exemption.until_year >= year, Exemption.ended_at.is_(None)
        )
    )
    for row in rows:
        found.setdefault(row.person_id, set()).add(row.kind)
    return found


def asked_of(
    person: Any, unit: Unit, terms: KeptTerms, exempt: dict[UUID, set[ExemptionKind]]
) -> dict[str, Any]:
    """Return by column what a unit asks of a row of LIVES_THERE for the year of the terms."""
    born = PartialDate(person.birth_date, person.birth_precision)
    exemption = exemption_for(born, exempt.get(person.id, ()), terms.year)
    return {
        "unit_id": unit.id,
        "household_id": person.household_id,
        "village_id": person.village_id,
        "terms_id": terms.id,
        "amount": terms.amount if exemption is None else 0,
        "exemption": exemption,
        "opened_at": clock.now(),
    }

"""Whose figures a member may read, and who lived where at the end of a day.

What is entered later for an earlier day counts for that day from then on.
"""

from typing import Any

import sqlalchemy as sa

from portal.fees.models import Charge, FeeUnit
from portal.issuing.bounds import households_of, villages_of
from portal.kernel.among import among
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff

UNTIL_DAY = sa.bindparam("until", type_=sa.Date)
LIVED_THERE = sa.and_(
    Membership.household_id == Household.id,
    Membership.joined_on <= UNTIL_DAY,
    sa.or_(Membership.left_on.is_(None), Membership.left_on > UNTIL_DAY),
)
# An entry that proved to be of somebody known never was one more.
WAS_THERE = sa.and_(
    Person.id == Membership.person_id,
    sa.or_(Person.deceased_on.is_(None), Person.deceased_on > UNTIL_DAY),
    Person.merged_into.is_(None),
)


def households(staff: SignedInStaff) -> sa.ColumnElement[bool]:
    """Begin at the households of a member's villages, at the desk also at those of no village."""
    nowhere = sa.select(Household.id).where(
        Household.commune == staff.commune, Household.village_id.is_(None)
    )
    return among(Household.id, households_of(staff), *_at_the_desk(staff, nowhere))


def charges(staff: SignedInStaff) -> sa.ColumnElement[bool]:
    """Begin at what is asked in a member's villages, at the desk also of who has no village."""
    villages = sa.select(Village.id).where(villages_of(staff))
    there = sa.select(Charge.id).where(among(Charge.village_id, villages))
    units = sa.select(FeeUnit.id).where(FeeUnit.commune == staff.commune)
    nowhere = sa.select(Charge.id).where(among(Charge.unit_id, units), Charge.village_id.is_(None))
    return among(Charge.id, there, *_at_the_desk(staff, nowhere))


def _at_the_desk(staff: SignedInStaff, found: sa.Select[Any]) -> list[sa.Select[Any]]:
    return [found] if staff.roles & AT_THE_DESK else []

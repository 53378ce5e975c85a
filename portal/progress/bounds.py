"""Whose figures a member may read, and who lived where at the end of a day.

What is entered later for an earlier day counts for that day from then on.
"""

import sqlalchemy as sa

from portal.issuing.bounds import villages_of
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


def bound(staff: SignedInStaff, commune: sa.SQLColumnExpression[str]) -> sa.ColumnElement[bool]:
    """Return the condition on villages; at the desk also what has no village, of its commune."""
    if staff.roles & AT_THE_DESK:
        return sa.or_(villages_of(staff), sa.and_(Village.id.is_(None), commune == staff.commune))
    return villages_of(staff)

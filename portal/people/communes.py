"""Where a statement about everybody of a commune begins: at its households."""

import sqlalchemy as sa

from portal.kernel.among import among
from portal.people.models import Membership
from portal.people.places import Household

HOUSEHOLDS = sa.select(Household.id).where(
    Household.commune == sa.bindparam("commune", type_=sa.String)
)
# Whoever lives or has lived there.
PEOPLE = sa.select(Membership.person_id).where(among(Membership.household_id, HOUSEHOLDS))

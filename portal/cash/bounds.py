"""For which unit a member of staff collects, and from whose households."""

from uuid import UUID

import sqlalchemy as sa
from flask import abort

from portal.fees import units
from portal.fees.units import Unit
from portal.kernel.db import reads
from portal.people.places import Household
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.signed_in import SignedInStaff, current_staff

# The unit whose rows a page reads.
OF_UNIT: sa.BindParameter[UUID] = sa.bindparam("unit_id", type_=sa.Uuid())
# Who may hold cash of the unit.
COLLECTORS = AT_THE_DESK | {Role.VILLAGE_HEAD}


def unit_of(staff: SignedInStaff) -> Unit | None:
    """Return the unit of the member's commune; None where nobody collects yet."""
    return units.unit_of(reads(), staff.commune)


def own_unit() -> Unit:
    """Return the unit of who is signed in, for a page; answer 404 where there is none."""
    unit = unit_of(current_staff())
    if unit is None:
        abort(404)
    return unit


def households_of(staff: SignedInStaff) -> sa.ColumnElement[bool]:
    """Return the condition on households: the desk's commune, or the village of its head.

    A member without a commune or a village has none, nor has a collaborator.
    """
    if staff.commune is None:
        return sa.false()
    in_commune = Household.commune == staff.commune
    if staff.roles & AT_THE_DESK:
        return in_commune
    if Role.VILLAGE_HEAD in staff.roles and staff.village_id is not None:
        return sa.and_(in_commune, Household.village_id == staff.village_id)
    return sa.false()

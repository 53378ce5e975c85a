"""Which villages a member of staff answers for, and where the people of these are found."""

from typing import Any

import sqlalchemy as sa

from portal.kernel.among import among
from portal.people.places import Household, Village
from portal.staff.roles import AT_THE_DESK, OF_A_VILLAGE
from portal.staff.signed_in import SignedInStaff


def villages_of(staff: SignedInStaff) -> sa.ColumnElement[bool]:
    """Return the condition on villages: the desk's commune, or the one village of its head.

    A member without a commune or a village has none.
    """
    if staff.roles & AT_THE_DESK:
        return Village.commune == staff.commune
    if staff.roles & OF_A_VILLAGE:
        return Village.id == staff.village_id
    return sa.false()


def households_of(staff: SignedInStaff) -> sa.Select[Any]:
    """Select the households of these villages."""
    villages = sa.select(Village.id).where(villages_of(staff))
    return sa.select(Household.id).where(among(Household.village_id, villages))

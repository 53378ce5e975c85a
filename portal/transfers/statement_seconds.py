"""Who may say the second word on a statement that waits; decided anew when it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import reads
from portal.representation import hands
from portal.representation.bars import one_hand
from portal.staff import in_force
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import AT_THE_DESK


@dataclass(frozen=True, kw_only=True)
class Second:
    """Whether a member may confirm a statement, or which others may.

    Nobody may where who brought it `has_left`: it is refused, and brought anew.
    """

    may_confirm: bool = False
    has_left: bool = False
    others: Sequence[str] = ()


_AT_THE_DESK = (
    sa.select(StaffMember.id, StaffMember.full_name)
    .where(
        StaffMember.commune == sa.bindparam("commune"),
        in_force.IN_FORCE,
        sa.exists().where(StaffRole.staff_id == StaffMember.id, StaffRole.role.in_(AT_THE_DESK)),
    )
    .order_by(StaffMember.full_name, StaffMember.id)
)


def second(brought_by: UUID, staff_id: UUID, commune: str) -> Second:
    """Return whether this member may confirm what somebody brought, or who in the commune may."""
    if not hands.still_works(brought_by):
        return Second(has_left=True)
    hand = one_hand(brought_by)
    if staff_id not in hand:
        return Second(may_confirm=True)
    values = {"commune": commune, **in_force.values(clock.today())}
    at_the_desk = reads().execute(_AT_THE_DESK, values)
    return Second(others=[each.full_name for each in at_the_desk if each.id not in hand])

"""To whom at the station a collector may hand cash."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.cash.boxes import NAME
from portal.kernel import clock
from portal.kernel.db import reads
from portal.staff import in_force
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Taker:
    """A member of the station."""

    id: UUID
    name: str


_TAKERS = (
    sa.select(StaffMember.id, NAME.label("name"))
    .where(
        StaffMember.commune == sa.bindparam("commune"),
        StaffMember.id != sa.bindparam("staff_id"),
        StaffMember.password_hash.is_not(None),
        in_force.IN_FORCE,
        sa.exists().where(StaffRole.staff_id == StaffMember.id, StaffRole.role.in_(AT_THE_DESK)),
    )
    .order_by(StaffMember.full_name, StaffMember.id)
)


def takers_for(staff: SignedInStaff) -> Sequence[Taker]:
    """Return who works at the desk of the member's commune, and is not themselves."""
    values = in_force.values(clock.today()) | {
        "commune": staff.commune,
        "staff_id": staff.staff_id,
    }
    return [Taker(**row._mapping) for row in reads().execute(_TAKERS, values)]

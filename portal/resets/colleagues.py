"""Who of a station took part in a reset, and who is left to settle it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import reads
from portal.representation import hands
from portal.resets.queries import Reset
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import AT_THE_DESK

_AT_THE_DESK = (
    sa.select(StaffMember.id, StaffMember.person_id, StaffMember.full_name)
    .where(
        StaffMember.commune == sa.bindparam("commune"),
        StaffMember.password_hash.is_not(None),
        StaffMember.suspended_at.is_(None),
        sa.or_(StaffMember.ends_on.is_(None), StaffMember.ends_on >= sa.bindparam("today")),
        sa.exists().where(StaffRole.staff_id == StaffMember.id, StaffRole.role.in_(AT_THE_DESK)),
    )
    .order_by(StaffMember.id)
)
_NAMES = sa.select(StaffMember.id, StaffMember.title, StaffMember.full_name).where(
    StaffMember.id.in_(sa.bindparam("staff_ids", expanding=True))
)


def took_part(reset: Reset) -> frozenset[UUID]:
    """Return who asked for a reset, vouched for it and allowed it."""
    everybody = (reset.requested_by, reset.voucher_id, reset.decided_by)
    return frozenset(one for one in everybody if one is not None)


def free_to_settle(reset: Reset) -> frozenset[UUID]:
    """Return who is at the desk, took no part and is not close to the person."""
    rows = reads().execute(_AT_THE_DESK, {"commune": reset.commune, "today": clock.today()})
    return frozenset(
        row.id
        for row in rows.all()
        if row.id not in took_part(reset) and not hands.is_near(row, reset.person_id)
    )


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of staff, for pages."""

    by_id: Mapping[UUID, str]

    def of(self, staff_id: UUID | None) -> str:
        """Return a name with its title; empty for nobody."""
        return self.by_id.get(staff_id, "") if staff_id else ""


def names_of(*resets: Reset) -> Names:
    """Return the names of everybody who took a step in these resets."""
    ids = {
        one
        for reset in resets
        for one in (
            *took_part(reset),
            reset.contested_by,
            reset.proposed_by,
            reset.settled_by,
        )
        if one is not None
    }
    rows = reads().execute(_NAMES, {"staff_ids": list(ids)}) if ids else ()
    return Names(by_id={row.id: f"{row.title} {row.full_name}".strip() for row in rows})

"""Who may review at a facility, and whether a review of somebody's openings is late."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from portal.emergency.models import EmergencyOpening
from portal.kernel.db import Moment, reads
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import Role

HEADS = (
    sa.select(StaffMember.id)
    .join(StaffRole, StaffRole.staff_id == StaffMember.id)
    .where(
        StaffRole.role == Role.STATION_HEAD,
        StaffMember.suspended_at.is_(None),
        sa.or_(StaffMember.ends_on.is_(None), StaffMember.ends_on >= sa.bindparam("today")),
    )
)
_HEADS_FOR = HEADS.where(
    StaffMember.facility_code == sa.bindparam("facility_code"),
    sa.or_(StaffMember.person_id.is_(None), StaffMember.person_id != sa.bindparam("person_id")),
)
_OVERDUE = sa.select(
    sa.exists().where(
        EmergencyOpening.staff_id == sa.bindparam("staff_id"),
        EmergencyOpening.reviewed_at.is_(None),
        EmergencyOpening.review_by <= sa.bindparam("now", type_=Moment),
    )
)


def heads_for(facility_code: str, person_id: UUID, today: date) -> Sequence[UUID]:
    """Return the heads of a facility who are not themselves this person."""
    values = {"facility_code": facility_code, "person_id": person_id, "today": today}
    return reads().execute(_HEADS_FOR, values).scalars().all()


def has_overdue(staff_id: UUID, now: datetime) -> bool:
    """Say whether a review of an opening of theirs is late."""
    return bool(reads().execute(_OVERDUE, {"staff_id": staff_id, "now": now}).scalar_one())

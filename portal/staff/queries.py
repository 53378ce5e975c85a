"""Finding a member of staff by the name they type."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit.trail import Actor
from portal.people.places import Facility
from portal.staff.models import StaffMember

_FIND = (
    sa.select(
        StaffMember.id,
        StaffMember.staff_name,
        StaffMember.full_name,
        StaffMember.title,
        StaffMember.facility_code,
        StaffMember.password_hash,
        StaffMember.totp_secret,
        StaffMember.ends_on,
        StaffMember.suspended_at,
        Facility.name.label("facility_name"),
    )
    .join(Facility, Facility.code == StaffMember.facility_code)
    .where(
        sa.or_(
            StaffMember.staff_name == sa.bindparam("staff_name"),
            StaffMember.id == sa.bindparam("staff_id"),
        )
    )
)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of staff with what signing in is checked against."""

    id: UUID
    staff_name: str
    full_name: str
    title: str
    facility_code: str
    facility_name: str
    password_hash: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)
    ends_on: date | None
    suspended_at: datetime | None

    def may_enter(self, today: date) -> bool:
        """Say whether the account is in force on this day."""
        return self.suspended_at is None and (self.ends_on is None or self.ends_on >= today)

    @property
    def actor(self) -> Actor:
        return Actor(
            name=f"{self.title} {self.full_name}".strip(),
            staff_id=self.id,
            organisation=self.facility_name,
            facility_code=self.facility_code,
        )


def member_named(connection: Connection, staff_name: str) -> Member | None:
    """Find a member by the name they sign in with."""
    return _member(connection, {"staff_name": staff_name, "staff_id": None})


def member(connection: Connection, staff_id: UUID) -> Member | None:
    """Find a member by id."""
    return _member(connection, {"staff_name": None, "staff_id": staff_id})


def _member(connection: Connection, values: dict[str, object]) -> Member | None:
    row = connection.execute(_FIND, values).one_or_none()
    return Member(**row._mapping) if row else None

"""Finding a member of staff by the name they type, and what an account is bound to."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit.trail import Actor
from portal.kernel.text import fold
from portal.people.models import Membership
from portal.people.places import Facility, Household, Village
from portal.staff.in_force import used_since
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
        StaffMember.opened_at,
        StaffMember.renewed_at,
        StaffMember.last_signed_in_at,
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
    opened_at: datetime
    renewed_at: datetime | None
    last_signed_in_at: datetime | None

    def may_enter(self, today: date) -> bool:
        """Say whether the account is in force on this day."""
        if self.suspended_at is not None or (self.ends_on is not None and self.ends_on < today):
            return False
        moments = (self.opened_at, self.renewed_at, self.last_signed_in_at)
        return max(filter(None, moments)) >= used_since(today)

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


def has_account(connection: Connection, person_id: UUID) -> bool:
    """Say whether somebody of the register has an account of staff already."""
    found = sa.select(sa.exists().where(StaffMember.person_id == person_id))
    return bool(connection.scalar(found))


def villages_named(connection: Connection, name: str, commune: str | None) -> list[UUID]:
    """Find the villages of a commune by name; villages of merged communes may share one."""
    found = sa.select(Village.id).where(
        Village.commune == commune, Village.name_folded == fold(name)
    )
    return list(connection.scalars(found))


_LIVES = sa.select(
    sa.exists().where(
        Membership.person_id == sa.bindparam("person_id"),
        Membership.left_on.is_(None),
        Membership.household_id == Household.id,
        Household.commune == sa.bindparam("commune"),
    )
)


def lives_in(connection: Connection, person_id: UUID, commune: str | None) -> bool:
    """Say whether somebody lives in a household of a commune."""
    return bool(connection.scalar(_LIVES, {"person_id": person_id, "commune": commune}))


@dataclass(frozen=True, kw_only=True)
class VillageName:
    """A village as a list offers it; `former_commune` tells two of one name apart."""

    id: UUID
    name: str
    former_commune: str


def villages_of(connection: Connection, commune: str | None) -> list[VillageName]:
    """Return the villages of a commune, by name."""
    rows = connection.execute(
        sa.select(Village.id, Village.name, Village.former_commune)
        .where(Village.commune == commune)
        .order_by(Village.name_folded, Village.former_commune)
    )
    return [VillageName(**row._mapping) for row in rows]

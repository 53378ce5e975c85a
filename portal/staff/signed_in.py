"""Which member of staff is asking: the session behind the cookie, found with its roles."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, cast
from uuid import UUID

import sqlalchemy as sa
from flask import abort, g
from flask_login import current_user

from portal.accounts.signed_in import config, in_time, token_hash
from portal.audit.trail import Actor
from portal.kernel import clock
from portal.kernel.db import change_if_possible, reads
from portal.people.kinds import Sex
from portal.people.places import Facility
from portal.staff import in_force
from portal.staff.models import StaffMember, StaffRole, StaffSession
from portal.staff.roles import Role

PREFIX = "s."  # how a token tells which table it is looked up in
SEEN_EVERY = timedelta(seconds=30)

ROLES = (
    sa.select(sa.func.aggregate_strings(sa.cast(StaffRole.role, sa.String), ","))
    .where(StaffRole.staff_id == StaffMember.id)
    .scalar_subquery()
)
_FIND = (
    sa.select(
        StaffSession.id.label("session_id"),
        StaffSession.last_seen_at,
        StaffSession.confirmed_at,
        StaffSession.expires_at,
        StaffSession.locked_at,
        StaffMember.id.label("staff_id"),
        StaffMember.staff_name,
        StaffMember.full_name,
        StaffMember.title,
        StaffMember.sex,
        StaffMember.facility_code,
        StaffMember.commune,
        StaffMember.village_id,
        StaffMember.person_id,
        Facility.name.label("facility_name"),
        ROLES.label("roles"),
    )
    .join(StaffMember, StaffMember.id == StaffSession.staff_id)
    .join(Facility, Facility.code == StaffMember.facility_code)
    .where(
        StaffSession.token_hash == sa.bindparam("token_hash"),
        StaffSession.ended_at.is_(None),
        in_force.IN_FORCE,
    )
)


@dataclass(frozen=True, kw_only=True)
class SignedInStaff:
    """The member of staff of this request; `acting_as` is the role the page asked for."""

    session_id: UUID
    staff_id: UUID
    staff_name: str
    full_name: str
    title: str
    sex: Sex
    facility_code: str
    facility_name: str
    commune: str | None
    person_id: UUID | None
    roles: frozenset[Role]
    confirmed_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    locked: bool
    village_id: UUID | None = None
    acting_as: Role | None = None

    # What Flask-Login asks of a user:
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    @property
    def name_with_title(self) -> str:
        """How the log and the header write them: "Bác sĩ Lê Minh Quân"."""
        return f"{self.title} {self.full_name}".strip()

    @property
    def called(self) -> str:
        """How a sentence names them: "bác sĩ Lê Minh Quân"."""
        return f"{self.title.lower()} {self.full_name}".strip()

    @property
    def actor(self) -> Actor:
        """How the log names them; never by their own record as a resident."""
        role = self.acting_as or next((role for role in Role if role in self.roles), None)
        return Actor(
            name=self.name_with_title,
            staff_id=self.staff_id,
            role=role.value if role else None,
            organisation=self.facility_name,
            facility_code=self.facility_code,
        )

    @property
    def ends_at(self) -> datetime:
        """When the page locks by itself if nothing more is done."""
        return min(self.last_seen_at + config().lifetimes.staff_lock, self.expires_at)

    def acting(self, role: Role) -> "SignedInStaff":
        """Return the same person, named in the log by this role."""
        return replace(self, acting_as=role)

    def fresh(self, within: timedelta) -> bool:
        """Say whether an authenticator code was given recently enough for a step-up."""
        return clock.now() - self.confirmed_at <= within

    def get_id(self) -> str:
        return str(self.session_id)


def load(token: str, *, renew: bool = True) -> SignedInStaff | None:
    """Find who holds a token; None when ended, idle too long or too old.

    Idle for a shorter time locks: the session is found, and every page but the unlocking
    one is closed.
    """
    values = {"token_hash": token_hash(token)} | in_force.values(clock.today())
    row = reads().execute(_FIND, values).one_or_none()
    if row is None:
        return None
    now, lifetimes = clock.now(), config().lifetimes
    idle = now - row.last_seen_at
    if now >= row.expires_at or not in_time(idle, lifetimes.staff_idle):
        g.session_expired = True
        return None
    found = dict(row._mapping)
    locked_at, roles = found.pop("locked_at"), found.pop("roles") or ""
    locked = locked_at is not None or idle > lifetimes.staff_lock
    staff = SignedInStaff(
        **found, locked=locked, roles=frozenset(Role(role) for role in roles.split(",") if role)
    )
    if locked or not renew or idle <= SEEN_EVERY:
        return staff
    return replace(staff, last_seen_at=now) if touch(staff.session_id, now) else staff


def touch(session_id: UUID, now: datetime) -> bool:
    """Note that somebody is still there; where that fails, the session locks as it would have."""
    return change_if_possible(
        sa.update(StaffSession)
        .where(
            StaffSession.id == session_id,
            StaffSession.ended_at.is_(None),
            StaffSession.locked_at.is_(None),
        )
        .values(last_seen_at=now)
    )


def signed_in_staff() -> SignedInStaff | None:
    """Return the member of staff of this request, locked or not; None for anybody else."""
    if "acting_staff" in g:
        return cast(SignedInStaff, g.acting_staff)
    found = current_user._get_current_object()
    return found if isinstance(found, SignedInStaff) else None


def current_staff() -> SignedInStaff:
    """Return the member of staff of this request; answer 404 to anybody else."""
    found = signed_in_staff()
    if found is None:
        abort(404)
    return found

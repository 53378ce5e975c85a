"""Who works where: the accounts of staff as lists show them, without any secret."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.kinds import Sex
from portal.people.places import Village
from portal.staff import in_force
from portal.staff.models import StaffMember
from portal.staff.new_member import NewMember
from portal.staff.roles import Role
from portal.staff.signed_in import ROLES, SignedInStaff


class Standing(StrEnum):
    """How far an account is, as one word."""

    ACTIVE = "active"
    NOT_SET_UP = "not_set_up"
    UNUSED = "unused"
    ENDED = "ended"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        return str(_LABELS[self][0])

    @property
    def tone(self) -> str:
        return _LABELS[self][1]


_LABELS = {
    Standing.ACTIVE: (_l("Account in use"), "ok"),
    Standing.NOT_SET_UP: (_l("Not set up yet"), "due"),
    Standing.UNUSED: (_l("Not used for 45 days"), "warn"),
    Standing.ENDED: (_l("Work ended"), "plain"),
    Standing.SUSPENDED: (_l("Account closed"), "bad"),
}

_STANDING = sa.case(
    (StaffMember.suspended_at.is_not(None), Standing.SUSPENDED.value),
    (sa.not_(in_force.NOT_ENDED), Standing.ENDED.value),
    (sa.not_(in_force.USED), Standing.UNUSED.value),
    (StaffMember.password_hash.is_(None), Standing.NOT_SET_UP.value),
    else_=Standing.ACTIVE.value,
).label("standing")
_EVERYBODY = (
    sa.select(
        StaffMember.id,
        StaffMember.staff_name,
        StaffMember.full_name,
        StaffMember.title,
        StaffMember.sex,
        StaffMember.facility_code,
        StaffMember.commune,
        StaffMember.village_id,
        StaffMember.person_id,
        StaffMember.ends_on,
        StaffMember.last_signed_in_at,
        Village.name.label("village"),
        ROLES.label("roles"),
        _STANDING,
    )
    .outerjoin(Village, Village.id == StaffMember.village_id)
    .order_by(StaffMember.staff_name)
)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One account on a list."""

    id: UUID
    staff_name: str
    full_name: str
    title: str
    sex: Sex
    facility_code: str
    commune: str | None
    village_id: UUID | None
    village: str | None
    person_id: UUID | None
    ends_on: date | None
    last_signed_in_at: datetime | None
    roles: tuple[Role, ...]
    standing: Standing

    @property
    def called(self) -> str:
        """How they are written: "Bác sĩ Lê Minh Quân"."""
        return f"{self.title} {self.full_name}".strip()

    def as_opened(self, ends_on: date | None) -> NewMember:
        """Return what the account would be opened with today, until another last day."""
        return NewMember(
            staff_name=self.staff_name,
            full_name=self.full_name,
            title=self.title,
            sex=self.sex,
            roles=frozenset(self.roles),
            facility_code=self.facility_code,
            commune=self.commune,
            village_id=self.village_id,
            person_id=self.person_id,
            ends_on=ends_on,
        )


def of_station(head: SignedInStaff, today: date) -> list[Listed]:
    """Return the accounts of a head's own facility and commune."""
    return _listed(_EVERYBODY.where(*_theirs(head)), today)


def one_of_station(head: SignedInStaff, staff_id: UUID, today: date) -> Listed | None:
    """Return one account of a head's own facility and commune; None for any other."""
    found = _listed(_EVERYBODY.where(*_theirs(head), StaffMember.id == staff_id), today)
    return found[0] if found else None


def _theirs(head: SignedInStaff) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        StaffMember.facility_code == head.facility_code,
        StaffMember.commune.is_not_distinct_from(head.commune),
    )


def everybody(today: date) -> list[Listed]:
    """Return every account; for the server's shell, where nothing bounds it."""
    return _listed(_EVERYBODY, today)


def _listed(query: sa.Select[*tuple[Any, ...]], today: date) -> list[Listed]:
    rows = reads().execute(query, in_force.values(today))
    return [_one(dict(row._mapping)) for row in rows]


def _one(values: dict[str, object]) -> Listed:
    held = str(values.pop("roles") or "").split(",")
    roles = tuple(role for role in Role if role in held)
    return Listed(**values | {"roles": roles, "standing": Standing(str(values["standing"]))})  # type: ignore[arg-type]  # a row

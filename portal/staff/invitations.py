"""Accounts that heads of stations have asked for: whose they are, and what waits.

A head reads those of their own facility and commune; whoever allows them reads what waits
everywhere, and nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.i18n import gettext as _
from portal.people.closeness import are_close
from portal.people.kinds import Sex
from portal.people.places import Facility, Village
from portal.staff.models import StaffInvitation, StaffMember
from portal.staff.new_member import NewMember
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting

CODE_SHOWN_WITHIN = timedelta(hours=24)
_ASKER, _LATER = aliased(StaffMember), aliased(StaffInvitation)
# Of several wishes that were allowed for one account, the last one has the code.
IS_NEWEST = ~sa.exists().where(
    _LATER.staff_id == StaffInvitation.staff_id, _LATER.decided_at > StaffInvitation.decided_at
).correlate(StaffInvitation)
_ALL = (
    sa.select(
        StaffInvitation.id,
        StaffInvitation.staff_name,
        StaffInvitation.full_name,
        StaffInvitation.title,
        StaffInvitation.sex,
        StaffInvitation.roles,
        StaffInvitation.facility_code,
        StaffInvitation.commune,
        StaffInvitation.village_id,
        StaffInvitation.person_id,
        StaffInvitation.ends_on,
        StaffInvitation.again_for,
        StaffInvitation.invited_by,
        StaffInvitation.invited_at,
        StaffInvitation.decided_at,
        StaffInvitation.staff_id,
        StaffInvitation.code_shown_at,
        IS_NEWEST.label("is_newest"),
        Facility.name.label("facility_name"),
        Village.name.label("village"),
        _ASKER.full_name.label("asker_name"),
        _ASKER.title.label("asker_title"),
    )
    .join(Facility, Facility.code == StaffInvitation.facility_code)
    .join(_ASKER, _ASKER.id == StaffInvitation.invited_by)
    .outerjoin(Village, Village.id == StaffInvitation.village_id)
    .order_by(StaffInvitation.invited_at)
)
_WAITING = StaffInvitation.decided_at.is_(None)


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An account asked for; `again_for` is one that exists and is to be renewed."""

    id: UUID
    staff_name: str
    full_name: str
    title: str
    sex: Sex
    roles: tuple[Role, ...]
    facility_code: str
    facility_name: str
    commune: str | None
    village_id: UUID | None
    village: str | None
    person_id: UUID | None
    ends_on: date | None
    again_for: UUID | None
    invited_by: UUID
    invited_at: datetime
    asker_name: str
    asker_title: str
    decided_at: datetime | None
    staff_id: UUID | None
    code_shown_at: datetime | None
    is_newest: bool

    @property
    def called(self) -> str:
        """How they are written: "Bác sĩ Lê Minh Quân"."""
        return f"{self.title} {self.full_name}".strip()

    @property
    def asked_by(self) -> str:
        return f"{self.asker_title} {self.asker_name}".strip()

    @property
    def waits(self) -> bool:
        return self.decided_at is None

    @property
    def was_refused(self) -> bool:
        return self.decided_at is not None and self.staff_id is None

    @property
    def has_code_to_show(self) -> bool:
        """Say whether it was allowed within a day and its code has not been handed over."""
        return (
            self.staff_id is not None
            and self.code_shown_at is None
            and self.is_newest
            and self.decided_at is not None
            and clock.now() < self.decided_at + CODE_SHOWN_WITHIN
        )

    @property
    def ran_out(self) -> bool:
        """Say whether it was allowed and nobody fetched the code in time."""
        allowed = self.staff_id is not None and self.code_shown_at is None
        return allowed and not self.has_code_to_show

    def as_new(self) -> NewMember:
        """Return what the account is opened with once it is allowed."""
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
            ends_on=self.ends_on,
        )


def find(connection: Connection, invitation_id: UUID) -> Invited | None:
    """Return one, whoever asks; callers bound it."""
    found = _invited(connection, StaffInvitation.id == invitation_id)
    return found[0] if found else None


def seen_by(staff: SignedInStaff, invitation_id: UUID) -> Invited | None:
    """Return one this member may read: of their station, or waiting for the province."""
    found = find(reads(), invitation_id)
    if found is None:
        return None
    if Role.AUDITOR in staff.roles and found.waits:
        return found
    return found if is_of_station(found, staff) else None


def is_of_station(invited: Invited, head: SignedInStaff) -> bool:
    """Say whether an account was asked for at this head's facility and commune."""
    return (
        Role.STATION_HEAD in head.roles
        and invited.facility_code == head.facility_code
        and invited.commune == head.commune
    )


def of_station(head: SignedInStaff, since: datetime) -> list[Invited]:
    """Return what waits at a head's station, what has a code to show, and new decisions."""
    return _invited(
        reads(),
        StaffInvitation.facility_code == head.facility_code,
        StaffInvitation.commune.is_not_distinct_from(head.commune),
        sa.or_(
            _WAITING,
            StaffInvitation.decided_at >= since,
            sa.and_(StaffInvitation.staff_id.is_not(None), StaffInvitation.code_shown_at.is_(None)),
        ),
    )


def waiting_everywhere() -> list[Invited]:
    """Return what the province has not decided."""
    return _invited(reads(), _WAITING)


def waiting_for(staff: SignedInStaff) -> list[Waiting]:
    """Return what waits: everything for whoever allows, the station's own for its head."""
    found: list[Invited] = []
    if Role.AUDITOR in staff.roles:
        found = waiting_everywhere()
    elif Role.STATION_HEAD in staff.roles:
        found = _invited(
            reads(),
            _WAITING,
            StaffInvitation.facility_code == staff.facility_code,
            StaffInvitation.commune.is_not_distinct_from(staff.commune),
        )
    return [_waiting(each, staff) for each in found]


def _waiting(invited: Invited, staff: SignedInStaff) -> Waiting:
    return Waiting(
        what=_("Renew a staff account") if invited.again_for else _("Open a staff account"),
        about=invited.called,
        asked_by=invited.asked_by,
        asked_at=invited.invited_at,
        until=None,
        url=url_for("staff.invitation", invitation_id=invited.id),
        may_decide=may_decide(invited, staff),
        asked_by_id=invited.invited_by,
    )


def may_decide(invited: Invited, staff: SignedInStaff) -> bool:
    """Say whether this member may allow or refuse: never who asked, nor whom it is for or kin."""
    return (
        Role.AUDITOR in staff.roles
        and invited.waits
        and staff.staff_id not in (invited.invited_by, invited.again_for)
        and not are_close(staff.person_id, invited.person_id)
    )


def _invited(connection: Connection, *which: sa.ColumnElement[bool]) -> list[Invited]:
    return [_one(dict(row._mapping)) for row in connection.execute(_ALL.where(*which))]


def _one(values: dict[str, object]) -> Invited:
    named = str(values["roles"]).split(",")
    roles = tuple(role for role in Role if role in named)
    return Invited(**values | {"roles": roles})  # type: ignore[arg-type]  # a row

"""Opening, renewing and suspending the accounts of staff."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import clean
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem, Sex
from portal.people.models import Identifier
from portal.people.places import Facility
from portal.staff import activation, queries, sessions
from portal.staff.models import StaffMember, StaffRole
from portal.staff.queries import Member
from portal.staff.roles import Role

_NAME = re.compile(r"[a-z][a-z0-9._]{1,30}")


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """What an account is opened with."""

    staff_name: str
    full_name: str
    title: str
    sex: Sex
    roles: frozenset[Role]
    facility_code: str
    commune: str | None = None
    personal_id: str | None = None
    ends_on: date | None = None


def create(new: NewMember, *, by: str) -> str:
    """Open an account and return its activation code; raise RuleBroken."""
    _check(new)
    now = clock.now()
    opened = StaffMember(
        staff_name=new.staff_name,
        full_name=clean(new.full_name),
        title=clean(new.title),
        sex=new.sex,
        facility_code=new.facility_code,
        commune=new.commune,
        person_id=_person(new.personal_id) if new.personal_id else None,
        ends_on=new.ends_on,
        opened_at=now,
        opened_by=by,
    )
    session.add(opened)
    session.flush()  # the rows below need the member
    session.add_all(StaffRole(staff_id=opened.id, role=role) for role in new.roles)
    _record(opened.id, "opened", by)
    return activation.issue(opened.id, by=by, now=now)


def _check(new: NewMember) -> None:
    if not _NAME.fullmatch(new.staff_name):
        raise RuleBroken(_("A staff name has 2 to 31 small letters, digits, dots"), "staff_name")
    if not new.roles:
        raise RuleBroken(_("Give at least one role"), "role")
    if session.get(Facility, new.facility_code) is None:
        raise RuleBroken(_("No facility has this code"), "facility")
    if queries.member_named(session.connection(), new.staff_name):
        raise RuleBroken(_("Somebody has this staff name already"), "staff_name")


def _person(personal_id: str) -> UUID:
    system = IdentifierSystem.PERSONAL_ID
    found = session.scalars(
        sa.select(Identifier.person_id).where(
            Identifier.system == system,
            Identifier.value_index == identifier_index(system, personal_id),
        )
    ).one_or_none()
    if found is None:
        raise RuleBroken(_("Nobody on file has this number"), "personal_id")
    return found


def activate_again(staff_name: str, *, by: str) -> str:
    """Forget both factors, end every session and return a new activation code.

    Lifts a suspension: only who may enter again gets a code.
    """
    member, now = _named(staff_name), clock.now()
    _forget_factors(member, suspended=False)
    sessions.end_all_of(member.id, reason=sessions.End.FACTOR_CHANGED)
    _record(member.id, "activated_again", by)
    return activation.issue(member.id, by=by, now=now)


def suspend(staff_name: str, *, by: str) -> int:
    """Close an account at once; return how many sessions ended."""
    member, now = _named(staff_name), clock.now()
    _forget_factors(member, suspended=True)
    activation.withdraw(member.id, now)
    _record(member.id, "suspended", by)
    return sessions.end_all_of(member.id, reason=sessions.End.SUSPENDED)


def _named(staff_name: str) -> Member:
    found = queries.member_named(session.connection(), staff_name)
    if found is None:
        raise RuleBroken(_("Nobody has this staff name"), "staff_name")
    return found


def _forget_factors(member: Member, *, suspended: bool) -> None:
    change(
        sa.update(StaffMember)
        .where(StaffMember.id == member.id)
        .values(
            password_hash=None,
            totp_secret=None,
            totp_confirmed_at=None,
            suspended_at=clock.now() if suspended else None,
        )
    )


def _record(staff_id: UUID, what: str, by: str) -> None:
    trail.record(
        Line(
            event=Event.STAFF_ACCOUNT_CHANGED,
            by=Actor(name=by),
            section=what,
            object_ref=f"staff:{staff_id}",
        )
    )

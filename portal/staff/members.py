"""Opening, renewing and closing the accounts of staff."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.changes import change
from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import clean
from portal.people import queries as register
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem
from portal.people.places import Facility, Village
from portal.staff import activation, queries, rules, sessions
from portal.staff.models import StaffMember, StaffRole
from portal.staff.new_member import NewMember
from portal.staff.queries import Member
from portal.staff.roles import Role
from portal.staff.roster import Listed, Standing
from portal.staff.sessions import End
from portal.staff.signed_in import SignedInStaff

_NAME = re.compile(r"[a-z][a-z0-9._]{1,30}")


def create(new: NewMember, *, by: Actor) -> str:
    """Open an account and return its activation code; raise RuleBroken."""
    opened = open_account(new, by=by)
    return activation.issue(opened, by=by.name or "", now=clock.now())


def open_account(new: NewMember, *, by: Actor) -> UUID:
    """Open an account that nobody can enter yet; return its id or raise RuleBroken."""
    check(new)
    opened = StaffMember(
        staff_name=new.staff_name,
        full_name=clean(new.full_name),
        title=clean(new.title),
        sex=new.sex,
        facility_code=new.facility_code,
        commune=new.commune,
        village_id=new.village_id,
        person_id=new.person_id,
        ends_on=new.ends_on,
        opened_at=clock.now(),
        opened_by=by.name or "",
    )
    try:
        with session.begin_nested():  # the rows below need the member
            session.add(opened)
    except IntegrityError as twice:
        raise RuleBroken(_("Somebody has this staff name already"), "staff_name") from twice
    session.add_all(StaffRole(staff_id=opened.id, role=role) for role in new.roles)
    record(opened.id, "opened", by)
    return opened.id


def check(new: NewMember) -> None:
    """Refuse an account that must not be opened; raise RuleBroken beside its field."""
    if not clean(new.full_name):
        raise RuleBroken(_("Type the full name"), "full_name")
    if not _NAME.fullmatch(new.staff_name):
        raise RuleBroken(_("A staff name has 2 to 31 small letters, digits, dots"), "staff_name")
    rules.check_roles(new.roles)
    rules.check_place(new.roles, new.commune, new.village_id)
    check_end(new.roles, new.ends_on)
    if session.get(Facility, new.facility_code) is None:
        raise RuleBroken(_("No facility has this code"), "facility")
    if new.village_id and not _is_of(new.village_id, new.commune):
        raise RuleBroken(_("This commune has no such village"), "village")
    if queries.member_named(session.connection(), new.staff_name):
        raise RuleBroken(_("Somebody has this staff name already"), "staff_name")
    if new.person_id and queries.has_account(session.connection(), new.person_id):
        raise RuleBroken(_("This person has a staff account already"), "personal_id")


def check_end(roles: frozenset[Role], ends_on: date | None) -> None:
    """Refuse a last day these roles do not allow today."""
    longest = config().lifetimes.staff_temporary
    rules.check_end(roles, ends_on, today=clock.today(), longest=longest)


def _is_of(village_id: UUID, commune: str | None) -> bool:
    village = session.get(Village, village_id)
    return village is not None and village.commune == commune


def person_with(personal_id: str) -> UUID:
    """Find the entry of a number in the whole register; raise RuleBroken."""
    system = IdentifierSystem.PERSONAL_ID
    index = identifier_index(system, personal_id)
    found = register.person_with(session.connection(), system, index)
    if found is None:
        raise RuleBroken(_("Nobody on file has this number"), "personal_id")
    return found


def activate_again(staff_name: str, *, by: Actor) -> str:
    """Forget both factors, end every session and return a new activation code.

    Lifts a suspension: only who may enter again gets a code.
    """
    member = _named(staff_name)
    renew(member.id, by=by)
    return activation.issue(member.id, by=by.name or "", now=clock.now())


def renew(staff_id: UUID, *, by: Actor, **changed: Any) -> None:
    """Take an account back to where it was opened: in force, with nothing to enter it by."""
    now = clock.now()
    change(_without_factors(staff_id).values(suspended_at=None, renewed_at=now, **changed))
    activation.withdraw(staff_id, now)
    sessions.end_all_of(staff_id, reason=End.FACTOR_CHANGED)
    record(staff_id, "activated_again", by)


def suspend(staff_name: str, *, by: Actor) -> int:
    """Close an account at once; return how many sessions ended."""
    return close(_named(staff_name).id, "suspended", by=by)


def suspend_colleague(member: Listed, *, by: SignedInStaff) -> None:
    """Close the account of a head's colleague at once; raise RuleBroken for one's own."""
    if member.id == by.staff_id or Role.AUDITOR in member.roles:
        raise RuleBroken(_("You cannot close this account"))
    if member.standing is not Standing.SUSPENDED:
        close(member.id, "suspended", by=by.actor)


def close(staff_id: UUID, why: str, *, by: Actor) -> int:
    """Close an account; return how many sessions ended. Only activating again opens it."""
    now = clock.now()
    change(_without_factors(staff_id).values(suspended_at=now))
    activation.withdraw(staff_id, now)
    record(staff_id, why, by)
    return sessions.end_all_of(staff_id, reason=End.SUSPENDED)


def _named(staff_name: str) -> Member:
    found = queries.member_named(session.connection(), staff_name)
    if found is None:
        raise RuleBroken(_("Nobody has this staff name"), "staff_name")
    return found


def _without_factors(staff_id: UUID) -> sa.Update:
    return (
        sa.update(StaffMember)
        .where(StaffMember.id == staff_id)
        .values(password_hash=None, totp_secret=None, totp_confirmed_at=None)
    )


def record(staff_id: UUID, what: str, by: Actor) -> None:
    """Write what happened to an account, in its own transaction."""
    trail.record(
        Line(
            event=Event.STAFF_ACCOUNT_CHANGED,
            by=by,
            section=what,
            object_ref=f"staff:{staff_id}",
        )
    )

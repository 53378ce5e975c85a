"""Proving who a member of staff is: at sign-in, and again later."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import totp
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import NOBODY, Actor, Line
from portal.kernel import clock, crypto
from portal.kernel.db import abandon, reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff import computers, password, queries, sessions, tries
from portal.staff.forms import Credentials
from portal.staff.models import StaffMember
from portal.staff.queries import Member
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What a browser is given when somebody enters with a password: its new cookies."""

    session: str = field(repr=False)
    computer: str = field(repr=False)


@cache
def _nobodys_hash() -> str:
    """Return what a password is compared with where nobody has the name: the same work."""
    return crypto.hash_secret("nobody's password")


def sign_in(typed: Credentials, browser: Browser) -> Keys:
    """Compare name, password and code; open a session and return its keys.

    Raise RuleBroken with one sentence whatever was wrong. A try is counted before
    anything is compared, and everything is compared whatever is wrong.
    """
    now = clock.now()
    counted = tries.count_sign_in(typed.staff_name, browser.source, now)
    found = queries.member_named(reads(), typed.staff_name)
    secret = found.totp_secret if found else None
    step = totp.matching_step(secret, typed.code, now)
    right = password_fits(found, typed.password)
    if found is None or step is None or not right or not found.may_enter(clock.today()):
        raise refusal(found.actor if found else NOBODY)
    if not _use_step(found.id, step):
        raise refusal(found.actor)
    tries.forgive(counted)
    return enter(found, browser, now)


def enter(member: Member, browser: Browser, now: datetime) -> Keys:
    """Open a session for a member who has just given their password."""
    tries.remember_source(member.staff_name, browser.source, now)
    note_entry(member.id, now)
    trail.record(Line(event=Event.STAFF_SIGNED_IN, by=member.actor))
    return Keys(
        session=sessions.open_for(member.id, browser, now),
        computer=computers.remember(member.id, browser, now),
    )


def password_fits(member: Member | None, typed: str) -> bool:
    """Compare a password, with as much work where nobody has the name or no password is set."""
    own = member.password_hash if member else None
    right = crypto.secret_matches(own or _nobodys_hash(), password.normal(typed))
    return own is not None and right


def refusal(actor: Actor) -> RuleBroken:
    """Note a failed sign-in; return the sentence that tells nothing."""
    abandon()  # the line below is written apart, and SQLite has one writer
    trail.note(Line(event=Event.STAFF_SIGN_IN_FAILED, permitted=False, by=actor))
    return RuleBroken(_("Staff name, password or code not right"), "staff_name")


def note_entry(staff_id: UUID, now: datetime) -> None:
    """Keep when a member signed in last."""
    change(sa.update(StaffMember).where(StaffMember.id == staff_id).values(last_signed_in_at=now))


def _use_step(staff_id: UUID, step: int) -> bool:
    """Use up a time step of the authenticator; False when it was used before."""
    used = change(
        sa.update(StaffMember)
        .where(StaffMember.id == staff_id, StaffMember.totp_last_step < step)
        .values(totp_last_step=step)
    )
    return used == 1


_SECRET = sa.select(StaffMember.totp_secret).where(StaffMember.id == sa.bindparam("staff_id"))


def confirm_totp(staff: SignedInStaff, code: str) -> None:
    """Compare a new code of the member's own authenticator, once for each code.

    Raise RuleBroken naming the field "code". Tries are counted for each session, so that
    a stranger at a locked page uses up nothing but that page's.
    """
    now = clock.now()
    counted = tries.count_code(staff.session_id.bytes, now)
    take_code(staff.staff_id, "".join(code.split()), now, actor=staff.actor)
    tries.forgive(counted)


def take_code(staff_id: UUID, digits: str, now: datetime, *, actor: Actor) -> None:
    """Use up a code of a member's authenticator; the caller has counted the try.

    Raise RuleBroken naming the field "code", with the failure noted.
    """
    secret = reads().execute(_SECRET, {"staff_id": staff_id}).scalar_one()
    step = totp.matching_step(secret, digits, now)
    if step is None or not _use_step(staff_id, step):
        abandon()  # the line below is written apart, and SQLite has one writer
        trail.note(Line(event=Event.STAFF_SIGN_IN_FAILED, permitted=False, by=actor))
        raise RuleBroken(_("Code not right. Type the newest code the app shows"), "code")


def confirm(staff: SignedInStaff, code: str) -> str:
    """Take a fresh proof of who is asking; return the session's new token."""
    confirm_totp(staff, code)
    return sessions.renew(staff)


def unlock(staff: SignedInStaff, code: str) -> str:
    """Open a locked session to its owner; return its new token."""
    confirm_totp(staff, code)
    trail.record(Line(event=Event.STAFF_UNLOCKED, by=staff.actor))
    return sessions.renew(staff)

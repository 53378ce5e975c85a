"""Proving who a member of staff is: at sign-in, and again later."""

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
from portal.staff import password, queries, sessions, tries
from portal.staff.forms import Credentials
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff


@cache
def _nobodys_hash() -> str:
    """Return what a password is compared with where nobody has the name: the same work."""
    return crypto.hash_secret("nobody's password")


def sign_in(typed: Credentials, browser: Browser) -> str:
    """Compare name, password and code; return the token of a new session.

    Raise RuleBroken with one sentence whatever was wrong. A try is counted before
    anything is compared, and everything is compared whatever is wrong.
    """
    now = clock.now()
    counted = tries.count_sign_in(typed.staff_name, browser.source, now)
    nobodys = _nobodys_hash()
    found = queries.member_named(reads(), typed.staff_name)
    secret = found.totp_secret if found else None
    step = totp.matching_step(secret, typed.code, now)
    right = crypto.secret_matches(
        (found and found.password_hash) or nobodys, password.normal(typed.password)
    )
    enters = found is not None and found.password_hash is not None and step is not None and right
    if not enters or not found or step is None or not found.may_enter(clock.today()):
        raise _refuse(found.actor if found else NOBODY)
    if not _use_step(found.id, step):
        raise _refuse(found.actor)
    tries.forgive(counted)
    tries.remember_source(found.staff_name, browser.source, now)
    note_entry(found.id, now)
    trail.record(Line(event=Event.STAFF_SIGNED_IN, by=found.actor))
    return sessions.open_for(found.id, browser, now)


def _refuse(actor: Actor) -> RuleBroken:
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
    now, digits = clock.now(), "".join(code.split())
    counted = tries.count_code(staff.session_id.bytes, now)
    secret = reads().execute(_SECRET, {"staff_id": staff.staff_id}).scalar_one()
    step = totp.matching_step(secret, digits, now)
    if step is None or not _use_step(staff.staff_id, step):
        abandon()  # the line below is written apart, and SQLite has one writer
        trail.note(Line(event=Event.STAFF_SIGN_IN_FAILED, permitted=False, by=staff.actor))
        raise RuleBroken(_("Code not right. Type the newest code the app shows"), "code")
    tries.forgive(counted)


def confirm(staff: SignedInStaff, code: str) -> str:
    """Take a fresh proof of who is asking; return the session's new token."""
    confirm_totp(staff, code)
    return sessions.renew(staff)


def unlock(staff: SignedInStaff, code: str) -> str:
    """Open a locked session to its owner; return its new token."""
    confirm_totp(staff, code)
    trail.record(Line(event=Event.STAFF_UNLOCKED, by=staff.actor))
    return sessions.renew(staff)

"""Opening, locking, renewing and ending the signed-in browsers of staff. Each is a row."""

import secrets
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import device
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.signed_in import config, token_hash
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff import computers
from portal.staff.models import StaffSession
from portal.staff.signed_in import PREFIX, SignedInStaff


class End(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    SOMEBODY_ELSE = "somebody_else"
    FACTOR_CHANGED = "factor_changed"
    SUSPENDED = "suspended"


def _new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def open_for(
    staff_id: UUID, browser: Browser, now: datetime, *, until: datetime | None = None
) -> str:
    """Open a session and return its token; `until` is when the proof it rests on is too old."""
    token, ends_at = _new_token(), now + config().lifetimes.staff_absolute
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=staff_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=min(until or ends_at, ends_at),
            device=device.label(browser.user_agent),
        )
    )
    return token


def renew(staff: SignedInStaff) -> str:
    """Unlock a session after a fresh proof; return its new token."""
    token, now = _new_token(), clock.now()
    session.execute(
        sa.update(StaffSession)
        .where(StaffSession.id == staff.session_id, StaffSession.ended_at.is_(None))
        .values(token_hash=token_hash(token), confirmed_at=now, last_seen_at=now, locked_at=None)
    )
    return token


def lock(staff: SignedInStaff) -> None:
    """Close every page of a session until its owner proves to be there."""
    session.execute(
        sa.update(StaffSession)
        .where(StaffSession.id == staff.session_id, StaffSession.locked_at.is_(None))
        .values(locked_at=clock.now())
    )


def sign_out(staff: SignedInStaff, *, reason: End = End.SIGNED_OUT) -> None:
    """End this session."""
    _end(StaffSession.id == staff.session_id, reason=reason)
    trail.record(Line(event=Event.STAFF_SIGNED_OUT, by=staff.actor))


def end_expired(token: str) -> None:
    """End the session behind a token that opens nothing any more; nobody is named."""
    _end(StaffSession.token_hash == token_hash(token), reason=End.SOMEBODY_ELSE)


def end_all_of(staff_id: UUID, *, reason: End) -> int:
    """End every session of a member, and let no computer know them; return how many ended."""
    computers.forget(staff_id)
    return _end(StaffSession.staff_id == staff_id, reason=reason)


def end_others_of(staff: SignedInStaff, *, reason: End) -> int:
    """End every session of a member but this one; every computer asks for their password."""
    computers.forget(staff.staff_id)
    others = (StaffSession.staff_id == staff.staff_id, StaffSession.id != staff.session_id)
    return _end(sa.and_(*others), reason=reason)


def _end(which: sa.ColumnElement[bool], *, reason: End) -> int:
    return change(
        sa.update(StaffSession)
        .where(StaffSession.ended_at.is_(None), which)
        .values(ended_at=clock.now(), end_reason=reason.value)
    )

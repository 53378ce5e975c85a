"""Opening, renewing, listing and ending signed-in browsers. Each is a row."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort

from portal.accounts import device, entering, known_devices, notices
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.enrolment import Owned
from portal.accounts.limits import PASSED_LASTS
from portal.accounts.models import Account, SignInAttempt, SignInSession
from portal.accounts.queries import Attempt
from portal.accounts.signed_in import SignedIn, config, token_hash
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock
from portal.kernel.db import session


class End(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    ENDED_BY_OWNER = "ended_by_owner"
    FACTOR_CHANGED = "factor_changed"
    ENDED_BY_STATION = "ended_by_station"
    FROZEN = "frozen"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The tokens a browser gets at sign-in; `device` only where it is to be remembered."""

    session: str = field(repr=False)
    device: str | None = field(repr=False)


def open_for(attempt: Attempt, browser: Browser) -> Opened:
    """Turn a proven sign-in into a session, once; answer 404 when another post was first."""
    now = clock.now()
    if attempt.account_id is None or not _finish(attempt, now):
        abort(404)
    token = _insert(attempt.account_id, attempt.shared_device, browser, now)
    _note_first(attempt.account_id, now)
    remembered = None
    if not attempt.shared_device:
        remembered = known_devices.remember(attempt.account_id, browser, now)
    if not attempt.known_device:
        notices.tell_new_device(attempt.account_id, now)
    owner = Actor(
        name=attempt.full_name, account_id=attempt.account_id, person_id=attempt.person_id
    )
    trail.record(Line(event=Event.SIGNED_IN, about=attempt.person_id, by=owner))
    entering.somebody_entered(attempt.account_id)
    return Opened(session=token, device=remembered)


def open_new(account_id: UUID, browser: Browser, now: datetime) -> str:
    """Open a session for whom a change at the station has proven; return its token."""
    token = _insert(account_id, shared=False, browser=browser, now=now)
    _note_first(account_id, now)
    return token


def _finish(attempt: Attempt, now: datetime) -> bool:
    finished = change(
        sa.update(SignInAttempt)
        .where(
            SignInAttempt.id == attempt.id,
            SignInAttempt.code_passed_at > now - PASSED_LASTS,
            SignInAttempt.finished_at.is_(None),
        )
        .values(finished_at=now)
    )
    return finished == 1


def _note_first(account_id: UUID, now: datetime) -> None:
    change(
        sa.update(Account)
        .where(Account.id == account_id, Account.first_signed_in_at.is_(None))
        .values(first_signed_in_at=now)
    )


def _insert(account_id: UUID, shared: bool, browser: Browser, now: datetime) -> str:
    token, lifetimes = secrets.token_urlsafe(32), config().lifetimes
    idle = lifetimes.idle_shared if shared else lifetimes.idle_own
    session.add(
        SignInSession(
            id=uuid4(),
            token_hash=token_hash(token),
            account_id=account_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + lifetimes.absolute,
            idle_seconds=int(idle.total_seconds()),
            shared_device=shared,
            device=device.label(browser.user_agent),
        )
    )
    return token


def factor_changed(resident: SignedIn) -> None:
    """End every other session of somebody whose factor changed, and tell their phone.

    Answer 404 when this session has ended meanwhile: a change at the station came first.
    """
    if not _still_running(resident):
        abort(404)
    now = clock.now()
    _end(
        SignInSession.account_id == resident.account_id,
        SignInSession.id != resident.session_id,
        reason=End.FACTOR_CHANGED,
    )
    notices.tell_factor_changed(resident.account_id, now)
    note_factor_changed(resident.account_id, resident.person_id, resident.full_name)


def _still_running(resident: SignedIn) -> bool:
    running = sa.select(SignInSession.id).where(
        SignInSession.id == resident.session_id, SignInSession.ended_at.is_(None)
    )
    return session.scalar(running) is not None


def note_factor_changed(account_id: UUID, person_id: UUID | None, name: str | None) -> None:
    """Write into the log that a personal code or an app was set or removed."""
    owner = Actor(name=name, account_id=account_id, person_id=person_id)
    trail.record(Line(event=Event.FACTOR_CHANGED, about=person_id, by=owner))


def confirm(resident: SignedIn) -> str:
    """Note a fresh proof of who is asking; return the session's new token."""
    token = secrets.token_urlsafe(32)
    session.execute(
        sa.update(SignInSession)
        .where(SignInSession.id == resident.session_id, SignInSession.ended_at.is_(None))
        .values(confirmed_at=clock.now(), token_hash=token_hash(token))
    )
    return token


def _end(*which: sa.ColumnElement[bool], reason: End) -> int:
    return change(
        sa.update(SignInSession)
        .where(SignInSession.ended_at.is_(None), *which)
        .values(ended_at=clock.now(), end_reason=reason.value)
    )


def sign_out(resident: SignedIn) -> None:
    """End this session."""
    _end(SignInSession.id == resident.session_id, reason=End.SIGNED_OUT)
    _record(Event.SIGNED_OUT, resident)


def end_one(resident: SignedIn, session_id: UUID) -> None:
    """End one session of the resident's own; of a foreign one nothing is said or done."""
    ended = _end(
        SignInSession.id == session_id,
        SignInSession.account_id == resident.account_id,
        reason=End.ENDED_BY_OWNER,
    )
    if not ended:
        abort(404)
    _record(Event.SESSION_ENDED, resident)


def end_all(resident: SignedIn) -> None:
    """End every session of the resident, this one too, and forget their devices."""
    end_all_of(resident.account_id, reason=End.ENDED_BY_OWNER)
    _record(Event.SESSION_ENDED, resident)


def end_all_of(account_id: UUID, *, reason: End) -> int:
    """End every session of an account and forget its devices; return how many ended."""
    known_devices.forget_all(account_id)
    return _end(SignInSession.account_id == account_id, reason=reason)


def end_by_station(owned: Owned, *, by: str) -> int:
    """Sign a person out everywhere from the desk; return how many sessions ended."""
    ended = end_all_of(owned.account_id, reason=End.ENDED_BY_STATION)
    desk = Actor(name=by, account_id=owned.account_id)
    trail.record(Line(event=Event.SESSION_ENDED, about=owned.person_id, by=desk))
    return ended


def _record(event: Event, resident: SignedIn) -> None:
    trail.record(Line(event=event, about=resident.person_id, by=resident.actor))

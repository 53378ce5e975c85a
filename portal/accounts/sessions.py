"""Opening, renewing, listing and ending signed-in browsers. Each is a row."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort

from portal.accounts import device, queries, texts
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.models import KnownDevice, SignInAttempt, SignInSession
from portal.accounts.queries import Attempt
from portal.accounts.signed_in import SignedIn, config, token_hash
from portal.audit import trail
from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.formats import moment
from portal.notifications import outbox


class End(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    ENDED_BY_OWNER = "ended_by_owner"
    FACTOR_CHANGED = "factor_changed"
    ENDED_BY_STATION = "ended_by_station"


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
    remembered = None
    if not attempt.shared_device:
        remembered = _remember(attempt.account_id, browser, now)
    if not attempt.known_device:
        _tell(attempt.account_id, "new_device", now)
    trail.record(
        Event.SIGNED_IN,
        person_id=attempt.person_id,
        account_id=attempt.account_id,
        actor_person_id=attempt.person_id,
        actor_name=attempt.full_name,
    )
    return Opened(session=token, device=remembered)


def _finish(attempt: Attempt, now: datetime) -> bool:
    finished = change(
        sa.update(SignInAttempt)
        .where(
            SignInAttempt.id == attempt.id,
            SignInAttempt.code_passed_at.is_not(None),
            SignInAttempt.finished_at.is_(None),
        )
        .values(finished_at=now)
    )
    return finished == 1


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


def _remember(account_id: UUID, browser: Browser, now: datetime) -> str:
    """Remember a browser under a new token, for everybody it was remembered for."""
    token = secrets.token_urlsafe(32)
    known = sa.update(KnownDevice).where(KnownDevice.token_hash == browser.device_hash)
    session.execute(known.values(token_hash=token_hash(token)))
    session.execute(
        sa.delete(KnownDevice).where(
            KnownDevice.account_id == account_id, KnownDevice.token_hash == token_hash(token)
        )
    )
    session.add(
        KnownDevice(
            account_id=account_id,
            token_hash=token_hash(token),
            remembered_at=now,
            expires_at=now + config().lifetimes.known_device,
        )
    )
    return token


def _tell(account_id: UUID, kind: str, now: datetime) -> None:
    """Tell the phone on file what happened; without a phone there is nobody to tell."""
    owner = queries.owner_of(session.connection(), account_id)
    if not owner.phone:
        return
    write = texts.new_device if kind == "new_device" else texts.factor_changed
    outbox.enqueue(
        kind=kind,
        recipient=owner.phone,
        text=write(owner.language, moment(now, language="vi"), config().station.station_phone),
        dedupe_key=f"{kind}-{uuid4()}",
    )


def factor_changed(resident: SignedIn) -> None:
    """End every other session of somebody whose factor changed, and tell their phone."""
    now = clock.now()
    _end(
        SignInSession.account_id == resident.account_id,
        SignInSession.id != resident.session_id,
        reason=End.FACTOR_CHANGED,
    )
    _tell(resident.account_id, "factor_changed", now)
    note_factor_changed(resident.account_id, resident.person_id, resident.full_name)


def note_factor_changed(account_id: UUID, person_id: UUID | None, name: str | None) -> None:
    """Write into the log that a personal code or an app was set or removed."""
    trail.record(
        Event.FACTOR_CHANGED,
        person_id=person_id,
        account_id=account_id,
        actor_person_id=person_id,
        actor_name=name,
    )


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
    session.execute(sa.delete(KnownDevice).where(KnownDevice.account_id == account_id))
    return _end(SignInSession.account_id == account_id, reason=reason)


def _record(event: Event, resident: SignedIn) -> None:
    trail.record(
        event,
        person_id=resident.person_id,
        account_id=resident.account_id,
        actor_person_id=resident.person_id,
        actor_name=resident.full_name,
    )

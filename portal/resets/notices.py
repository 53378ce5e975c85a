"""Telling of a reset everybody who could miss the phone, and giving each a way to stop it.

Every number gets a code of eight digits of its own; only its keyed hash is kept. They are
told when it is allowed, and again one day and seven days after the new phone took over.
"""

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa

from portal.accounts.signed_in import config
from portal.kernel import crypto, formats
from portal.kernel.db import session
from portal.notifications import outbox
from portal.resets import texts
from portal.resets.models import ResetNotice
from portal.resets.queries import Reset
from portal.resets.told import Told, told_of

# Seven days, and three more after the message of the seventh day.
STOPPABLE_FOR = timedelta(days=10)
AGAIN_AFTER = (timedelta(days=1), timedelta(days=7))


def tell_allowed(reset: Reset, now: datetime) -> None:
    """Tell everybody that a reset was allowed."""
    until = reset.expires_at + STOPPABLE_FOR
    for one in told_of(session.connection(), reset, now):
        code = _new_code(reset, one, now, until)
        text = texts.allowed(one.language, one.recipient, code, _station())
        _send(reset, one, text, kind="reset_allowed")


def tell_later(reset: Reset, now: datetime) -> None:
    """Let everybody be told again, one day and seven days after the use of now."""
    for one in told_of(session.connection(), reset, now):
        for wait in AGAIN_AFTER:
            code = _new_code(reset, one, now, now + STOPPABLE_FOR)
            day = formats.day(now, language="vi")
            text = texts.used(one.language, one.recipient, day, code, _station())
            _send(reset, one, text, kind="reset_used", not_before=now + wait)


def tell_stopped(reset: Reset, now: datetime) -> None:
    """Tell everybody that somebody stopped it; what was still to be told is dropped."""
    drop_later(reset)
    for one in told_of(session.connection(), reset, now):
        _send(reset, one, texts.stopped(one.language, _station()), kind="reset_stopped")


def drop_later(reset: Reset) -> None:
    """Drop the messages that have not left yet: what they say is no longer so."""
    outbox.withdraw(_key(reset, "reset_used"))


def code_mac(digits: str) -> bytes:
    """Return what is kept of a code."""
    return crypto.mac("reset-contest", digits)


def _new_code(reset: Reset, one: Told, now: datetime, until: datetime) -> str:
    """Return eight digits that no other notice in force uses."""
    taken = sa.select(ResetNotice.id).where(ResetNotice.expires_at > now)
    while True:
        digits = f"{secrets.randbelow(10**8):08d}"
        hashed = code_mac(digits)
        if session.scalar(taken.where(ResetNotice.code_mac == hashed).limit(1)) is None:
            break
    session.add(
        ResetNotice(
            reset_id=reset.id,
            recipient=one.recipient,
            number_index=one.number_index,
            code_mac=hashed,
            told_at=now,
            expires_at=until,
        )
    )
    return digits


def _send(
    reset: Reset, one: Told, text: str, *, kind: str, not_before: datetime | None = None
) -> None:
    outbox.enqueue(
        kind=kind,
        recipient=one.number,
        text=text,
        dedupe_key=f"{_key(reset, kind)}{uuid4()}",
        not_before=not_before,
    )


def _key(reset: Reset, kind: str) -> str:
    return f"{kind}-{reset.id}-"


def _station() -> str:
    return config().station.station_phone

"""Opening an account with a slip: number and letters, a code on the new phone, a personal code.

The answer and the work are the same for every typed number and for wrong letters. A try is
counted before anything is compared, by its source alone: TRIES_PER_SOURCE an hour. That keeps
load and noise away, not guesses: letters have 80 bits, and a million tries a second would find
those of one slip, while it lives, with a chance of 1 in 10**13. So wrong letters are never
counted against the slip, and nobody who knows the number can spend it for its owner.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts import texts, throttle
from portal.accounts.attempts import NOBODY
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.limits import DAY, HOUR, Bucket
from portal.accounts.signed_in import config, token_hash
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock, crypto
from portal.kernel.db import abandon, reads, separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.formats import clock_time
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext
from portal.notifications import outbox
from portal.people.identity import PersonalId
from portal.resets import activations, slip
from portal.resets.activation_models import ResetActivation
from portal.resets.activations import Activation, Opening

TRIES_PER_SOURCE = 20
CODES_PER_SLIP = 6
LIFETIME = timedelta(minutes=30)
_NO_RESET = UUID(int=0)


def begin(typed: PersonalId, letters: str, browser: Browser) -> str:
    """Send a code to the new phone if number and letters are right; return the browser's token.

    Raise RuleBroken when a source has tried too often.
    """
    now = clock.now()
    opening = _count_try(typed, browser, now)
    typed_mac = slip.mac(opening.reset_id if opening else _NO_RESET, letters)
    kept = opening.slip_mac if opening else bytes(len(typed_mac))
    right = hmac.compare_digest(kept, typed_mac) and opening is not None
    if not right:
        _note_failure(opening)
    return _send_code(opening if right else None, now)


def _count_try(typed: PersonalId, browser: Browser, now: datetime) -> Opening | None:
    """Count a try of the source; return what may be compared."""
    with separate_transaction() as connection:
        throttle.lock(connection, browser.source)
        tried = throttle.since(connection, browser.source, Bucket.SLIP_TRIED, now - HOUR)
        if tried < TRIES_PER_SOURCE:
            throttle.note(connection, now, [(Bucket.SLIP_TRIED, browser.source, None)])
    if tried >= TRIES_PER_SOURCE:
        raise RuleBroken(_("Too many tries from here. Try again in an hour, or call the station"))
    return activations.opening_of(reads(), typed.index, now)


def _note_failure(opening: Opening | None) -> None:
    trail.note(
        Line(
            event=Event.SIGN_IN_FAILED,
            permitted=False,
            about=opening.person_id if opening else None,
            by=Actor(account_id=opening.account_id if opening else None),
            section="slip",
        )
    )


def _send_code(opening: Opening | None, now: datetime) -> str:
    connection = session.connection()
    opening = opening if _may_send(connection, opening, now) else None
    token, digits, activation_id = secrets.token_urlsafe(32), _digits(), uuid4()
    expires_at = now + config().limits.code_lifetime
    connection.execute(
        sa.insert(ResetActivation),
        {
            "id": activation_id,
            "token_hash": token_hash(token),
            "reset_id": opening.reset_id if opening else None,
            "slip_mac": opening.slip_mac if opening else None,
            "code_mac": _code_mac(activation_id, digits) if opening else None,
            "started_at": now,
            "expires_at": expires_at,
            "tries": 0,
        },
    )
    outbox.enqueue(
        kind="code" if opening else "noop",
        recipient=activations.number_of(connection, opening) if opening else NOBODY,
        text=texts.code(opening.language if opening else "vi", digits, config().host),
        dedupe_key=f"slip-{activation_id}",
        expires_at=expires_at,
    )
    return token


def _may_send(connection: Connection, opening: Opening | None, now: datetime) -> bool:
    """Say whether one more code may go out on a slip: its owner asks for few."""
    key = opening.slip_mac if opening else _NO_RESET.bytes
    sent = throttle.since(connection, key, Bucket.SLIP_SENT, now - DAY)
    allowed = opening is not None and sent < CODES_PER_SLIP
    bucket = Bucket.SLIP_SENT if allowed else Bucket.NOT_SENT
    throttle.note(connection, now, [(bucket, key, None)])
    return allowed


def _digits() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def _code_mac(activation_id: UUID, digits: str) -> bytes:
    return crypto.mac("reset-code", str(activation_id), digits)


def prove(activation: Activation, digits: str) -> str:
    """Let an activation pass its code; return the browser's next token. Raise RuleBroken."""
    now, most = clock.now(), config().limits.tries_per_code
    with separate_transaction() as connection:
        tries = connection.execute(
            sa.update(ResetActivation)
            .where(
                ResetActivation.id == activation.id,
                ResetActivation.tries < most,
                ResetActivation.passed_at.is_(None),
            )
            .values(tries=ResetActivation.tries + 1)
            .returning(ResetActivation.tries)
        ).scalar_one_or_none()
    typed = _code_mac(activation.id, digits)
    same = hmac.compare_digest(activation.code_mac or bytes(len(typed)), typed)
    if tries is not None and same and activation.code_mac and now < activation.expires_at:
        token = secrets.token_urlsafe(32)
        if _pass(activation, token, now):
            return token
    abandon()
    raise RuleBroken(_refusal(activation, tries, now), "code")


def _pass(activation: Activation, token: str, now: datetime) -> bool:
    passed = change(
        sa.update(ResetActivation)
        .where(
            ResetActivation.id == activation.id,
            ResetActivation.passed_at.is_(None),
            ResetActivation.finished_at.is_(None),
        )
        .values(passed_at=now, token_hash=token_hash(token))
    )
    return passed == 1


def _refusal(activation: Activation, tries: int | None, now: datetime) -> str:
    left = config().limits.tries_per_code - tries if tries is not None else 0
    if left <= 0:
        return _("Too many wrong tries. Begin again with the slip")
    if now >= activation.expires_at:
        at = clock_time(activation.expires_at)
        return _("The code expired at %(time)s. Begin again with the slip", time=at)
    return ngettext("Code not right. %(num)s try left", "Code not right. %(num)s tries left", left)

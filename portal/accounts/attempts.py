"""Beginning a sign-in: the same work and the same answer for every typed number.

A number nobody signs in with gets a challenge that no code opens and a message that the
sender throws away.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts import limits, queries, texts, throttle
from portal.accounts.browser import Browser
from portal.accounts.limits import Bucket
from portal.accounts.models import Channel, OneTimeCode, SignInAttempt
from portal.accounts.queries import Attempt, Recipient
from portal.accounts.signed_in import config, token_hash
from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.formats import clock_time
from portal.kernel.i18n import gettext as _
from portal.kernel.logs import log
from portal.notifications import outbox

LIFETIME = timedelta(minutes=30)
NOBODY = "+84000000000"

_REPLACE = (
    sa.update(OneTimeCode)
    .where(
        OneTimeCode.id.in_(
            sa.select(SignInAttempt.code_id).where(
                SignInAttempt.token_hash == sa.bindparam("attempt_hash")
            )
        ),
        OneTimeCode.replaced_at.is_(None),
    )
    .values(replaced_at=sa.bindparam("now"))
)


def begin(identifier_index: bytes, id_tail: str, *, shared_device: bool, browser: Browser) -> str:
    """Send a code to whom a typed number belongs, and return the browser's new token.

    The browser's earlier code dies; codes asked for in other browsers live on, so that a
    stranger cannot kill the code its owner is typing.
    """
    now, token = clock.now(), secrets.token_urlsafe(32)
    found = _lock_and_find(identifier_index, browser, now)
    code_id = _send_code(identifier_index, found, browser, now)
    session.connection().execute(
        sa.insert(SignInAttempt),
        {
            "id": uuid4(),
            "token_hash": token_hash(token),
            "account_id": found.account_id,
            "identifier_index": identifier_index,
            "id_tail": id_tail,
            "shared_device": shared_device,
            "started_at": now,
            "expires_at": now + LIFETIME,
            "code_id": code_id,
            "pin_tries": 0,
        },
    )
    return token


def resend(attempt: Attempt, browser: Browser) -> None:
    """Send a new code for a sign-in under way; the old one dies.

    Raise RuleBroken when it is too early.
    """
    now = clock.now()
    earliest = limits.resend_from(attempt.challenge.created_at, config().limits)
    if now < earliest:
        at = clock_time(earliest)
        raise RuleBroken(_("You can resend from %(time)s", time=at), "code")
    found = _lock_and_find(attempt.identifier_index, browser, now)
    code_id = _send_code(attempt.identifier_index, found, browser, now)
    session.connection().execute(
        sa.update(SignInAttempt)
        .where(SignInAttempt.id == attempt.id)
        .values(code_id=code_id, expires_at=now + LIFETIME)
    )


def _lock_and_find(index: bytes, browser: Browser, now: datetime) -> Recipient:
    connection = session.connection()
    throttle.lock(connection, index)
    return queries.recipient(connection, index, browser.device_hash, now)


def _send_code(index: bytes, found: Recipient, browser: Browser, now: datetime) -> UUID:
    """Replace the browser's code by a new one, and let it leave if the limits allow."""
    allowed = _count_send(index, found, browser, now)
    session.connection().execute(_REPLACE, {"attempt_hash": browser.attempt_hash, "now": now})
    code_id, digits = uuid4(), f"{secrets.randbelow(10**6):06d}"
    hashed = crypto.mac("otp", str(code_id), digits)
    sent = allowed and found.phone is not None
    expires_at = now + config().limits.code_lifetime
    session.connection().execute(
        sa.insert(OneTimeCode),
        {
            "id": code_id,
            "account_id": found.account_id,
            "channel": Channel.SMS,
            "code_mac": hashed if sent else None,
            "created_at": now,
            "expires_at": expires_at,
            "tries": 0,
        },
    )
    outbox.enqueue(
        kind="code" if sent else "noop",
        recipient=found.phone or NOBODY,
        text=texts.code(found.language, digits, config().host),
        dedupe_key=f"code-{code_id}",
        expires_at=expires_at,
    )
    return code_id


def _count_send(index: bytes, found: Recipient, browser: Browser, now: datetime) -> bool:
    """Note that a code was asked for, and say whether the limits let it be sent."""
    connection = session.connection()
    sends = throttle.sends(connection, index, browser.source, now, config().limits)
    allowed = limits.may_send(sends, config().limits, known_device=found.known_device)
    if limits.under_attack(sends):
        log.warning("many_codes_fail", count=sends.failed_lately)
    elif sends.in_all_day >= config().limits.sends_in_all_per_day:
        log.warning("message_budget_spent", count=sends.in_all_day)
    own = Bucket.SENT_KNOWN if found.known_device else Bucket.SENT
    paid = allowed and found.phone is not None
    throttle.note(
        connection,
        now,
        (
            (Bucket.ASKED, browser.source, index),
            (own if allowed else Bucket.NOT_SENT, index, None),
            (Bucket.SENT_IN_ALL if paid else Bucket.NOT_SENT, throttle.EVERYBODY, None),
        ),
    )
    return allowed

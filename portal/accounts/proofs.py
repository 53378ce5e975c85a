"""Comparing a typed code: an SMS code, one of an authenticator app, or one from the counter.

Every try is counted in a transaction of its own before anything is compared, and each
factor is used up by one guarded UPDATE: of twenty right posts one wins.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import counter, limits, throttle, totp
from portal.accounts.changes import change
from portal.accounts.limits import Bucket
from portal.accounts.models import Account, OneTimeCode, SignInAttempt
from portal.accounts.queries import Attempt
from portal.accounts.signed_in import config, token_hash
from portal.accounts.typed_code import Kind, TypedCode
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock, crypto
from portal.kernel.db import abandon, separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.formats import clock_time
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext


@dataclass(frozen=True, kw_only=True)
class _Try:
    """A counted try: how many are left, and which factors still may be compared."""

    left: int
    open: frozenset[Bucket]
    ref: bytes


def prove(attempt: Attempt, typed: TypedCode) -> str:
    """Let a sign-in pass its code step; return the browser's next token.

    Raise RuleBroken when the code is wrong, used, expired or dead; the failure is in the
    log, and the sentence is the same for every typed number.
    """
    counted = _count_try(attempt, typed)
    now = clock.now()
    if counted and _matches(attempt, typed, counted, now):
        token = secrets.token_urlsafe(32)
        if _pass(attempt, token, now):
            _forgive(attempt, typed, counted, now)
            return token
    abandon()  # SQLite has one writer: the log's line needs the place
    if counted and typed.kind is Kind.DIGITS and _wants_two(counted):
        _keep_step(attempt, typed, now)
    trail.note(
        Line(
            event=Event.SIGN_IN_FAILED,
            permitted=False,
            about=attempt.person_id,
            by=Actor(account_id=attempt.account_id),
            section=typed.kind.value,
        )
    )
    raise RuleBroken(_refusal(attempt, typed, counted, now), "code")


def _buckets(attempt: Attempt, typed: TypedCode) -> tuple[Bucket, ...]:
    """Return what a try spends; of a code from the counter nothing that could run out."""
    if typed.kind is Kind.COUNTER:
        return ()
    if attempt.known_device:
        return (Bucket.CODE_FAILED_KNOWN, Bucket.APP_FAILED_KNOWN)
    return (Bucket.CODE_FAILED, Bucket.APP_FAILED)


_COUNT = (
    sa.update(OneTimeCode)
    .where(
        OneTimeCode.id == sa.bindparam("code_id"),
        OneTimeCode.used_at.is_(None),
        OneTimeCode.replaced_at.is_(None),
        OneTimeCode.tries < sa.bindparam("most"),
    )
    .values(tries=OneTimeCode.tries + 1)
    .returning(OneTimeCode.tries)
)


def _count_try(attempt: Attempt, typed: TypedCode) -> _Try | None:
    """Count a try, whatever comes of it; None when the code takes no more."""
    now, most, ref = clock.now(), config().limits.tries_per_code, secrets.token_bytes(16)
    buckets, key = _buckets(attempt, typed), attempt.identifier_index
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        tries = connection.execute(
            _COUNT, {"code_id": attempt.challenge.id, "most": most}
        ).scalar_one_or_none()
        if tries is None:
            return None
        failed = throttle.failures(connection, key, buckets, now)
        still_open = frozenset(
            bucket
            for bucket in buckets
            if failed.get(bucket.value, 0) < limits.failures_allowed(bucket, config().limits)
        )
        counts = [(bucket, key, ref) for bucket in still_open]
        counts.append((Bucket.FAILED_IN_ALL, throttle.EVERYBODY, ref))
        throttle.note(connection, now, counts)
    return _Try(left=most - tries, open=still_open, ref=ref)


def _matches(attempt: Attempt, typed: TypedCode, counted: _Try, now: datetime) -> bool:
    """Compare with every factor the account has, and use up the one that fits."""
    if typed.kind is Kind.COUNTER:
        return counter.use(attempt.account_id, typed.text, now)
    sent = _is_sent_code(attempt, typed, now)
    step = _app_step(attempt, typed, now)
    if sent and counted.open & {Bucket.CODE_FAILED, Bucket.CODE_FAILED_KNOWN}:
        return True
    if step is None or (_wants_two(counted) and not totp.follows(attempt.app_step, step)):
        return False
    return use_app_step(attempt.account_id, step)


def _wants_two(counted: _Try) -> bool:
    """Say whether too many codes of an app were wrong today for one right one to be enough."""
    return not counted.open & {Bucket.APP_FAILED, Bucket.APP_FAILED_KNOWN}


def _keep_step(attempt: Attempt, typed: TypedCode, now: datetime) -> None:
    """Remember the step of a right code, and that of a wrong one as none."""
    with separate_transaction() as connection:
        connection.execute(
            sa.update(SignInAttempt)
            .where(SignInAttempt.id == attempt.id)
            .values(app_step=_app_step(attempt, typed, now))
        )


def _forgive(attempt: Attempt, typed: TypedCode, counted: _Try, now: datetime) -> None:
    connection, buckets = session.connection(), _buckets(attempt, typed)
    throttle.forgive(connection, attempt.identifier_index, buckets, counted.ref)
    throttle.passed_after_all(connection, now, counted.ref)


def _is_sent_code(attempt: Attempt, typed: TypedCode, now: datetime) -> bool:
    challenge = attempt.challenge
    typed_mac = crypto.mac("otp", str(challenge.id), typed.text)
    same = hmac.compare_digest(challenge.code_mac or bytes(len(typed_mac)), typed_mac)
    return same and challenge.code_mac is not None and now < challenge.expires_at


def _app_step(attempt: Attempt, typed: TypedCode, now: datetime) -> int | None:
    enrolled = attempt.app_confirmed_at is not None
    return totp.matching_step(attempt.app_secret if enrolled else None, typed.text, now)


def use_app_step(account_id: UUID | None, step: int) -> bool:
    """Use up a step of an authenticator app: each opens once, and none before the last."""
    used = change(
        sa.update(Account)
        .where(Account.id == account_id, Account.totp_last_step < step)
        .values(totp_last_step=step)
    )
    return used == 1


def _pass(attempt: Attempt, token: str, now: datetime) -> bool:
    """Use up the challenge and move the sign-in on, once."""
    used = change(
        sa.update(OneTimeCode)
        .where(
            OneTimeCode.id == attempt.challenge.id,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.replaced_at.is_(None),
        )
        .values(used_at=now)
    )
    passed = change(
        sa.update(SignInAttempt)
        .where(
            SignInAttempt.id == attempt.id,
            SignInAttempt.code_id == attempt.challenge.id,
            SignInAttempt.code_passed_at.is_(None),
            SignInAttempt.finished_at.is_(None),
        )
        .values(code_passed_at=now, token_hash=token_hash(token))
    )
    return used == 1 and passed == 1


def _refusal(attempt: Attempt, typed: TypedCode, counted: _Try | None, now: datetime) -> str:
    challenge = attempt.challenge
    if counted is None or counted.left == 0:
        earliest = max(now, limits.resend_from(challenge.created_at, config().limits))
        return ngettext(
            "%(num)s wrong try, this code is dead. Resend from %(time)s, or visit the station",
            "%(num)s wrong tries, this code is dead. Resend from %(time)s, or visit the station",
            config().limits.tries_per_code,
            time=clock_time(earliest),
        )
    if typed.kind is Kind.DIGITS and now >= challenge.expires_at:
        at = clock_time(challenge.expires_at)
        return _("The code expired at %(time)s. Send a new one", time=at)
    if typed.kind is Kind.DIGITS and _wants_two(counted):
        return ngettext(
            "Code not right. Many wrong ones came today: from an authenticator app, type two codes "
            "in a row. %(num)s try left",
            "Code not right. Many wrong ones came today: from an authenticator app, type two codes "
            "in a row. %(num)s tries left",
            counted.left,
        )
    return ngettext(
        "Code not right. %(num)s try left", "Code not right. %(num)s tries left", counted.left
    )

"""Asking for, setting and removing the personal code (mã riêng)."""

import secrets
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts import limits, owners, pin, sessions, throttle
from portal.accounts.changes import change
from portal.accounts.limits import Bucket
from portal.accounts.models import Account, SignInAttempt
from portal.accounts.owners import Owner
from portal.accounts.queries import Attempt
from portal.accounts.signed_in import SignedIn, config
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock, crypto
from portal.kernel.db import reads, separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext


def is_compulsory(connection: Connection, owner: Owner) -> bool:
    """Say whether the number on file serves two adults with accounts."""
    if not owner.phone:
        return False
    return owners.adults_on(connection, owner.number_index, clock.today()) >= 2


def must_be_set(attempt: Attempt) -> bool:
    """Say whether a proven sign-in has to set its first personal code before it enters."""
    if attempt.account_id is None or attempt.pin_hash is not None:
        return False
    connection = session.connection()
    return is_compulsory(connection, owners.owner_of(connection, attempt.account_id))


_COUNT = (
    sa.update(SignInAttempt)
    .where(
        SignInAttempt.id == sa.bindparam("attempt_id"),
        SignInAttempt.pin_tries < sa.bindparam("most"),
        SignInAttempt.finished_at.is_(None),
        SignInAttempt.code_passed_at > sa.bindparam("passed_after"),
    )
    .values(pin_tries=SignInAttempt.pin_tries + 1)
    .returning(SignInAttempt.pin_tries)
)


def check_at_sign_in(attempt: Attempt, typed: str) -> None:
    """Compare a personal code after a right one-time code.

    Raise RuleBroken when it is wrong or no more tries are left; a try is counted before
    anything is compared.
    """
    now, most = clock.now(), config().limits.pin_tries_per_sign_in
    key, ref = attempt.identifier_index, secrets.token_bytes(16)
    with separate_transaction() as connection:
        tries = connection.execute(
            _COUNT,
            {"attempt_id": attempt.id, "most": most, "passed_after": now - limits.PASSED_LASTS},
        ).scalar_one_or_none()
        spent = _spend_day(connection, Bucket.PIN_FAILED, key, ref, now)
    if tries is None or spent is None:
        raise RuleBroken(_too_many(), "pin")
    if attempt.pin_hash and crypto.secret_matches(attempt.pin_hash, typed):
        throttle.forgive(session.connection(), key, (Bucket.PIN_FAILED,), ref)
        return
    _note_failure(attempt.account_id, attempt.person_id)
    raise RuleBroken(_wrong(min(most - tries, spent)), "pin")


def check_signed_in(resident: SignedIn, typed: str) -> None:
    """Compare a personal code as a fresh proof; raise RuleBroken when it is wrong."""
    now, ref, key = clock.now(), secrets.token_bytes(16), resident.account_id.bytes
    bucket = Bucket.PIN_FAILED_SIGNED_IN
    with separate_transaction() as connection:
        spent = _spend_day(connection, bucket, key, ref, now)
        stored = connection.execute(
            sa.select(Account.pin_hash).where(Account.id == resident.account_id)
        ).scalar_one()
    if spent is None:
        raise RuleBroken(_too_many(), "pin")
    if stored and crypto.secret_matches(stored, typed):
        throttle.forgive(session.connection(), key, (bucket,), ref)
        return
    _note_failure(resident.account_id, resident.person_id)
    raise RuleBroken(_wrong(spent), "pin")


def _spend_day(
    connection: Connection, bucket: Bucket, key: bytes, ref: bytes, now: datetime
) -> int | None:
    """Take one of the day's tries; return how many are left, None when there was none."""
    throttle.lock(connection, key)
    failed = throttle.failures(connection, key, (bucket,), now).get(bucket.value, 0)
    left = limits.failures_allowed(bucket, config().limits) - failed - 1
    if left < 0:
        return None
    throttle.note(connection, now, ((bucket, key, ref),))
    return left


def _note_failure(account_id: UUID | None, person_id: UUID | None) -> None:
    trail.note(
        Line(
            event=Event.SIGN_IN_FAILED,
            permitted=False,
            about=person_id,
            by=Actor(account_id=account_id),
            section="pin",
        )
    )


def _wrong(left: int) -> str:
    if left <= 0:
        return _too_many()
    return ngettext(
        "Personal code not right. %(num)s try left",
        "Personal code not right. %(num)s tries left",
        left,
    )


def _too_many() -> str:
    return _("Too many wrong tries. Sign in again later with a new code, or visit the station")


def set_first(attempt: Attempt, new: str) -> None:
    """Give a proven sign-in its first personal code; raise RuleBroken for a weak one."""
    if attempt.account_id is None:
        raise RuleBroken(_("Begin again"), "pin")
    hashed = _hash_strong(new, owners.owner_of(reads(), attempt.account_id))
    changed = change(
        sa.update(Account)
        .where(Account.id == attempt.account_id, Account.pin_hash.is_(None))
        .values(pin_hash=hashed)
    )
    if changed != 1:
        raise RuleBroken(_("A personal code is set already. Sign in again and use it"), "pin")
    sessions.end_all_of(attempt.account_id, reason=sessions.End.FACTOR_CHANGED)
    sessions.note_factor_changed(attempt.account_id, attempt.person_id, attempt.full_name)


def set_new(resident: SignedIn, new: str) -> None:
    """Set or change the personal code; other sessions end. Raise RuleBroken for a weak one."""
    hashed = _hash_strong(new, owners.owner_of(reads(), resident.account_id))
    session.execute(
        sa.update(Account).where(Account.id == resident.account_id).values(pin_hash=hashed)
    )
    sessions.factor_changed(resident)


def remove(resident: SignedIn) -> None:
    """Remove the personal code; raise RuleBroken where the phone serves two adults."""
    if is_compulsory(reads(), owners.owner_of(reads(), resident.account_id)):
        raise RuleBroken(
            _("Another adult uses the same phone number, so the personal code has to stay"), "pin"
        )
    session.execute(
        sa.update(Account).where(Account.id == resident.account_id).values(pin_hash=None)
    )
    sessions.factor_changed(resident)


def _hash_strong(new: str, owner: Owner) -> str:
    known = pin.Known(born=owner.born, personal_id=owner.personal_id, phone=owner.phone)
    pin.refuse_weak(new, known)
    return crypto.hash_secret(new)

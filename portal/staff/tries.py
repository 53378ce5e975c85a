"""How often staff may try to sign in, in rows that every process sees.

A stranger who knows a staff name can use up the tries from places unknown for it, never
those from a place its owner signed in from before. Nothing locks an account.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts import throttle
from portal.accounts.limits import Bucket
from portal.accounts.models import Throttle
from portal.kernel import crypto
from portal.kernel.db import separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

MOST = {
    Bucket.STAFF_FAILED: 15,
    Bucket.STAFF_FAILED_KNOWN: 30,
    Bucket.STAFF_FAILED_SOURCE: 60,
    Bucket.STAFF_CODE_FAILED: 10,
    Bucket.STAFF_RECOVERY_FAILED: 15,
}
KNOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try, counted before anything is compared, so that it can be taken back."""

    counted: tuple[tuple[Bucket, bytes], ...] = field(repr=False)
    ref: bytes = field(repr=False)


def name_key(staff_name: str) -> bytes:
    """Return the key a typed name is counted under, whether anybody has it or not."""
    return crypto.mac("staff-name", staff_name)


def _known(connection: Connection, key: bytes, source: bytes, now: datetime) -> bool:
    return connection.execute(
        sa.select(
            sa.exists().where(
                Throttle.bucket == Bucket.STAFF_PASSED.value,
                Throttle.key == key,
                Throttle.detail == source,
                Throttle.at > now - KNOWN_FOR,
            )
        )
    ).scalar_one()


def count_sign_in(staff_name: str, source: bytes, now: datetime) -> Try:
    """Take one of the day's tries; raise RuleBroken when there is none left."""
    key = name_key(staff_name)
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        counted: tuple[tuple[Bucket, bytes], ...]
        if _known(connection, key, source, now):
            counted = ((Bucket.STAFF_FAILED_KNOWN, _own_key(key, source)),)
        else:
            counted = ((Bucket.STAFF_FAILED, key), (Bucket.STAFF_FAILED_SOURCE, source))
        ref = _take(connection, counted, now)
    return _taken(counted, ref, "staff_name")


def count_recovery(staff_name: str, source: bytes, now: datetime) -> Try:
    """Take one of the day's tries with recovery codes, which are counted apart."""
    key = name_key(staff_name)
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        own = _own_key(key, source) if _known(connection, key, source, now) else key
        counted = ((Bucket.STAFF_RECOVERY_FAILED, own),)
        ref = _take(connection, counted, now)
    return _taken(counted, ref, "staff_name")


def _own_key(key: bytes, source: bytes) -> bytes:
    """Return what a name is counted under at a place its owner signed in from before."""
    return crypto.mac("staff-name-source", key.hex(), source.hex())


def count_code(key: bytes, now: datetime) -> Try:
    """Take one of the tries of a session or an activation; raise RuleBroken after the last."""
    return _count_code((key,), now)


def count_switch(session_key: bytes, colleague_key: bytes, now: datetime) -> Try:
    """Take one of the tries of a locked session, and one of a colleague's at this computer.

    A colleague tried here too often needs their password here, and nowhere else.
    """
    return _count_code((session_key, colleague_key), now)


def _count_code(keys: tuple[bytes, ...], now: datetime) -> Try:
    counted = tuple((Bucket.STAFF_CODE_FAILED, key) for key in keys)
    with separate_transaction() as connection:
        for key in sorted(keys):
            throttle.lock(connection, key)
        ref = _take(connection, counted, now)
    return _taken(counted, ref, "code")


def _take(
    connection: Connection, counted: tuple[tuple[Bucket, bytes], ...], now: datetime
) -> bytes | None:
    for bucket, key in counted:
        failed = throttle.failures(connection, key, (bucket,), now).get(bucket.value, 0)
        if failed >= MOST[bucket]:
            return None
    ref = secrets.token_bytes(16)
    throttle.note(connection, now, ((bucket, key, ref) for bucket, key in counted))
    return ref


def _taken(counted: tuple[tuple[Bucket, bytes], ...], ref: bytes | None, name: str) -> Try:
    if ref is None:
        raise RuleBroken(
            _("Too many wrong tries. Try again tomorrow, or ask the head of the station"), name
        )
    return Try(counted=counted, ref=ref)


def forgive(attempt: Try) -> None:
    """Take back a try that turned out right, with the change it leads to."""
    for bucket, key in attempt.counted:
        throttle.forgive(session.connection(), key, (bucket,), attempt.ref)


def remember_source(staff_name: str, source: bytes, now: datetime) -> None:
    """Give a name tries of its own from the place it has just signed in from."""
    connection, key = session.connection(), name_key(staff_name)
    throttle.forgive(connection, key, (Bucket.STAFF_PASSED,), source)
    throttle.note(connection, now, ((Bucket.STAFF_PASSED, key, source),))

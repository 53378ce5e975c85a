"""Counting tries of a proof at the counter, before anything is compared."""

import secrets
from uuid import UUID

from portal.accounts import throttle
from portal.accounts.limits import Bucket
from portal.kernel import clock
from portal.kernel.db import separate_transaction


def take(bucket: Bucket, person_id: UUID, most: int) -> bytes | None:
    """Take one of the day's tries for a person; None when there is none left."""
    key, now = person_id.bytes, clock.now()
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        if throttle.failures(connection, key, (bucket,), now).get(bucket.value, 0) >= most:
            return None
        ref = secrets.token_bytes(16)
        throttle.note(connection, now, [(bucket, key, ref)])
    return ref


def give_back(bucket: Bucket, person_id: UUID, ref: bytes) -> None:
    """Take back a try that turned out right."""
    with separate_transaction() as connection:
        throttle.forgive(connection, person_id.bytes, (bucket,), ref)

"""How often a number may be typed for a newborn that is no mother's of the commune.

Without a limit, the form would tell which numbers the register knows.
"""

import secrets
from uuid import UUID

from portal.accounts import throttle
from portal.accounts.limits import Bucket
from portal.kernel import clock
from portal.kernel.db import separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

MOST_A_DAY = 15
_BUCKETS = (Bucket.MOTHER_NOT_FOUND,)


def count_try(staff_id: UUID) -> bytes:
    """Count a number before it is looked up; raise RuleBroken after the day's last."""
    now, key, reference = clock.now(), staff_id.bytes, secrets.token_bytes(16)
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        missed = throttle.failures(connection, key, _BUCKETS, now)
        may = missed.get(Bucket.MOTHER_NOT_FOUND.value, 0) < MOST_A_DAY
        if may:
            throttle.note(connection, now, [(Bucket.MOTHER_NOT_FOUND, key, reference)])
    if not may:
        raise RuleBroken(_("Too many numbers that fit nobody. Try again tomorrow"), "mother")
    return reference


def forgive(staff_id: UUID, reference: bytes) -> None:
    """Take back a try that found the mother."""
    throttle.forgive(session.connection(), staff_id.bytes, _BUCKETS, reference)

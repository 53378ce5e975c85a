"""Comparing the eight digits somebody types to stop a reset.

Wrong codes are counted by source alone, PER_SOURCE an hour; strangers elsewhere, however many,
do not shut the page for who holds a right code. Once MANY_IN_ALL wrong ones were typed in a
day, each source has FEW_PER_SOURCE a day instead: it stays open, and guessing is slow.

Of 10**8 codes each notice in force has one: in a large commune 400, so one guess stops the
reset of some stranger with a chance of 4 in a million. From S sources MANY_IN_ALL and
2 * S are typed in a day: from one /48 of IPv6, which is 256 sources, a chance of 6 in 1,000;
from ten thousand rented addresses, of 8 in 100. To stop one chosen resident, told on five
numbers, ten thousand addresses have a chance of 1 in 1,000. A guess that is right opens
nothing, it shuts an account until the station has seen its owner; an answer by message and a
call are counted nowhere.
"""

import secrets
from datetime import datetime

from sqlalchemy.engine import Connection

from portal.accounts import throttle
from portal.accounts.browser import Browser
from portal.accounts.limits import DAY, HOUR, Bucket
from portal.kernel import clock
from portal.kernel.db import separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.resets import contesting, notices

PER_SOURCE = 10  # an hour
MANY_IN_ALL = 1_000  # a day
FEW_PER_SOURCE = 2  # a day, once so many were typed


def check(digits: str, browser: Browser) -> bytes:
    """Return what is kept of a right code; raise RuleBroken for a wrong or a spent one.

    A try is counted before anything is compared, and taken back when it was right.
    """
    now, ref = clock.now(), secrets.token_bytes(16)
    with separate_transaction() as connection:
        throttle.lock(connection, browser.source)
        is_open = _may_try(connection, browser.source, now)
        if is_open:
            keys = (browser.source, throttle.EVERYBODY)
            throttle.note(connection, now, [(Bucket.STOP_FAILED, key, ref) for key in keys])
    if not is_open:
        raise RuleBroken(
            _("Too many wrong codes. Answer the message with CHAN, or call the station"), "code"
        )
    code_mac = notices.code_mac(digits)
    if contesting.reset_told_with(code_mac, now) is None:
        raise RuleBroken(
            _("Code not right, or not valid any more. Answer the message with CHAN, or call"),
            "code",
        )
    for key in (browser.source, throttle.EVERYBODY):
        throttle.forgive(session.connection(), key, (Bucket.STOP_FAILED,), ref)
    return code_mac


def _may_try(connection: Connection, source: bytes, now: datetime) -> bool:
    this_hour = throttle.since(connection, source, Bucket.STOP_FAILED, now - HOUR)
    today = throttle.since(connection, source, Bucket.STOP_FAILED, now - DAY)
    in_all = throttle.since(connection, throttle.EVERYBODY, Bucket.STOP_FAILED, now - DAY)
    return this_hour < PER_SOURCE and (in_all < MANY_IN_ALL or today < FEW_PER_SOURCE)

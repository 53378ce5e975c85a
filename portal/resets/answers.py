"""Answers to our messages: one that says to stop stops the newest reset.

What an answer says is believed as far as a phone number in a message may be: it can stop a
reset, which shuts an account until it is settled, and nothing else. Each answer counts once,
however often it is brought: brought again weeks later it must not stop another reset.
"""

import re
import unicodedata

from portal.accounts import throttle
from portal.accounts.limits import Bucket
from portal.accounts.retention import KEPT
from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.text import fold
from portal.people.mobile import Mobile
from portal.resets import contesting

# With anything after it; typed with other accents it is a leg, a blanket or being bored.
_BLOCK = ("chan", "chặn")
# As the whole answer: a sentence that begins with "no" says many other things.
_WHOLE = frozenset({"khong", "stop", "huy", "khong phai toi"})


def take(message_id: str, number: str, text: str) -> None:
    """Do what an answer says, once; other words and other numbers are let be."""
    if not says_stop(text) or _was_brought(message_id):
        return
    try:
        mobile = Mobile.parse(number)
    except RuleBroken:
        return
    contesting.by_sms(mobile.index)


def says_stop(text: str) -> bool:
    """Say whether an answer asks to stop: CHAN, or nothing but a no."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())
    return bool(words) and (words[0] in _BLOCK or fold(" ".join(words)) in _WHOLE)


def _was_brought(message_id: str) -> bool:
    """Note an answer, and say whether it was noted before."""
    now, key = clock.now(), crypto.mac("sms-reply", message_id)
    connection = session.connection()
    throttle.lock(connection, key)
    before = throttle.since(connection, key, Bucket.ANSWERED, now - KEPT)
    throttle.note(connection, now, [(Bucket.ANSWERED, key, None)])
    return before > 0

"""How long a record stays open, in words and as a part of the whole."""

from dataclasses import dataclass
from datetime import datetime

from portal.kernel.i18n import gettext as _
from portal.sharing import words

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, kw_only=True)
class TimeLeft:
    """What is left of an access; `seconds` of `whole`."""

    said: str
    until: str
    seconds: int
    whole: int


def time_left(began: datetime, until: datetime, now: datetime) -> TimeLeft:
    """Say what is left: days, then hours and minutes."""
    seconds = max(0, int((until - now).total_seconds()))
    return TimeLeft(
        said=_said(until, seconds),
        until=_("until %(end)s", end=words.end_soon(until)),
        seconds=seconds,
        whole=max(seconds, int((until - began).total_seconds()), 1),
    )


def _said(until: datetime, seconds: int) -> str:
    if seconds >= 2 * DAY:
        return words.first_letter_up(words.days_left(until))  # as the resident reads it
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if hours:
        return _("%(hours)s h %(minutes)s min left", hours=hours, minutes=minutes)
    return _("%(minutes)s min left", minutes=minutes)

"""The calendar month a report is about, on a Vietnamese wall clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.kernel import clock
from portal.kernel.partial_date import add_months

OFFERED = 13
_TYPED = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class CalendarMonth:
    """One month, from its first moment up to the first of the next."""

    first_day: date

    @property
    def starts_at(self) -> datetime:
        return clock.start_of(self.first_day)

    @property
    def ends_at(self) -> datetime:
        return clock.start_of(add_months(self.first_day, 1))

    @property
    def code(self) -> str:
        """How an address and the log name it: 2026-11."""
        return f"{self.first_day:%Y-%m}"

    @property
    def label(self) -> str:
        return f"{self.first_day:%m/%Y}"

    def holds(self, moment: datetime | None) -> bool:
        """Say whether a moment falls into the month."""
        return moment is not None and self.starts_at <= moment < self.ends_at


def this_month() -> CalendarMonth:
    """Return the month that runs."""
    return CalendarMonth(clock.today().replace(day=1))


def named(typed: str, newest: CalendarMonth | None = None) -> CalendarMonth | None:
    """Return the month a code names; None for what is no month, or after the newest.

    The newest is the month that runs, where nothing else is said; so it is in `offered`.
    """
    found = _TYPED.fullmatch(typed)
    if found is None:
        return None
    month = CalendarMonth(date(int(found[1]), int(found[2]), 1))
    return month if month <= (newest or this_month()) else None


def offered(newest: CalendarMonth | None = None) -> Sequence[CalendarMonth]:
    """Return the months a report may be asked for, the newest first."""
    first_day = (newest or this_month()).first_day
    return [CalendarMonth(add_months(first_day, -back)) for back in range(OFFERED)]

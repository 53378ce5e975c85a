"""What a monthly report covers: from the day after one cut-off to the next.

Plans of the seed communes ask for it before the 20th of each month, so what happens from the
20th on stands in the report of the next month and no day is told twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.kernel import clock
from portal.kernel.months import CalendarMonth
from portal.kernel.partial_date import add_months


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole Vietnamese days, both ends included."""

    since: date
    until: date

    @property
    def starts_at(self) -> datetime:
        return clock.start_of(self.since)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return clock.start_of(self.until + timedelta(days=1))


def this_month_so_far(today: date) -> Period:
    """Return the days of the running month."""
    return Period(since=today.replace(day=1), until=today)


def running(cut_off: int, today: date) -> CalendarMonth:
    """Return the month whose report takes in what happens today."""
    first_day = today.replace(day=1)
    return CalendarMonth(first_day if today.day <= cut_off else add_months(first_day, 1))


def of_report(month: CalendarMonth, cut_off: int, today: date) -> Period:
    """Return what the report of a month covers; the running one ends today at the latest."""
    since = _cut_off(add_months(month.first_day, -1), cut_off) + timedelta(days=1)
    return Period(since=since, until=min(due_on(month, cut_off), today))


def due_on(month: CalendarMonth, cut_off: int) -> date:
    """Return the last day on which the report of a month is in time."""
    return _cut_off(month.first_day, cut_off)


def _cut_off(first_day: date, cut_off: int) -> date:
    """Return the day of the cut-off in a month; settings allow no day after the 28th."""
    return first_day.replace(day=cut_off)

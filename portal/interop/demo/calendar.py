"""Days relative to today, so that the demonstration never grows old."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.kernel.clock import VIETNAM
from portal.kernel.partial_date import add_months


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day the commune is seen on, and the days before it."""

    today: date

    def ago(self, *, days: int = 0, months: int = 0, years: int = 0) -> date:
        """Return the day so long before today."""
        return add_months(self.today, -(months + 12 * years)) - timedelta(days=days)

    def workday(self, day: date) -> date:
        """Return the day itself, or the Friday before a weekend."""
        return day - timedelta(days=max(0, day.weekday() - 4))

    def morning(self, day: date, hour: int = 7, minute: int = 45) -> datetime:
        """Return a moment of a Vietnamese morning."""
        return datetime.combine(day, time(hour, minute), VIETNAM)

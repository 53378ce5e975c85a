"""Days relative to today, so that the demonstration never grows old."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from portal.kernel import clock
from portal.kernel.clock import VIETNAM
from portal.kernel.partial_date import add_months

_DAY = "day.txt"


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


def calendar_of(folder: Path) -> Calendar:
    """Return the day a commune was written for, or today where there is none yet.

    Births and numbers follow from that day, so a commune loaded last week is still the
    same people when it is loaded again.
    """
    path = folder / _DAY
    if path.is_file():
        return Calendar(date.fromisoformat(path.read_text(encoding="ascii").strip()))
    return Calendar(clock.today())


def keep(folder: Path, days: Calendar) -> None:
    """Note the day a commune is written for."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _DAY).write_text(days.today.isoformat(), encoding="ascii")

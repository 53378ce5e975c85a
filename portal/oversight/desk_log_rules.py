"""Which days at the counter stand out: far more looks than the station's usual day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

LEAST = 30
TIMES = 3


@dataclass(frozen=True, kw_only=True)
class DayCount:
    """How often one member searched for and opened residents on one day."""

    who: str
    day: date
    searched: int
    opened: int

    @property
    def looks(self) -> int:
        return self.searched + self.opened


def standing_out(days: Iterable[DayCount]) -> Sequence[DayCount]:
    """Return the days with at least 30 looks and three times the usual, the most first."""
    known = list(days)
    if not known:
        return []
    usual = median(day.looks for day in known)
    found = [day for day in known if day.looks >= LEAST and day.looks >= TIMES * usual]
    return sorted(found, key=lambda day: (-day.looks, day.day, day.who))

"""Ages and intervals as circulars state them: years, months and days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from portal.kernel.partial_date import add_months


@dataclass(frozen=True, slots=True)
class Span:
    """A length of calendar time: months first, then days."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0:
            raise ValueError("an age or interval cannot be negative")

    @classmethod
    def read(cls, table: Mapping[str, int]) -> Self:
        """Read `{years = 1, months = 6, days = 7}`; raise ValueError on any other key."""
        if unknown := set(table) - {"years", "months", "days"}:
            raise ValueError(f"unknown units {unknown}")
        return cls(table.get("years", 0) * 12 + table.get("months", 0), table.get("days", 0))

    def after(self, day: date) -> date:
        """Return the day this long after another (month ends capped)."""
        return add_months(day, self.months) + timedelta(self.days)

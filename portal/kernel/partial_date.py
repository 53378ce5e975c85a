"""Days known only to their month or year, and the ages that follow from them.

Old people's births are often a year alone (form QĐ 831 part A; claim files write
`yyyy0000`), and paper vaccination books give months. An age that such a date does not
settle is None: nothing here guesses.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self


class Precision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Age:
    """Whole years, and whole months where they are known.

    For a birth known only to its month or year, `years` is counted the way people say it,
    by calendar year or month, so it may be one more than the birthdays passed, and
    `months` is None; `least_years` is what is certain.
    """

    years: int
    months: int | None
    least_years: int


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, or the first day of the month or year that is all we know."""

    day: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        """Keep no more than is known, so that equal knowledge compares equal."""
        object.__setattr__(self, "day", self.earliest)

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        return cls(date(year, month, 1), Precision.MONTH)

    @classmethod
    def of_year(cls, year: int) -> Self:
        return cls(date(year, 1, 1), Precision.YEAR)

    @property
    def is_exact(self) -> bool:
        return self.precision is Precision.DAY

    @property
    def earliest(self) -> date:
        """The first day it can have been."""
        if self.precision is Precision.YEAR:
            return self.day.replace(month=1, day=1)
        if self.precision is Precision.MONTH:
            return self.day.replace(day=1)
        return self.day

    @property
    def latest(self) -> date:
        """The last day it can have been."""
        if self.precision is Precision.YEAR:
            return self.day.replace(month=12, day=31)
        if self.precision is Precision.MONTH:
            return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        return self.day

    def months_on(self, day: date) -> int | None:
        """Return the whole months since, None before the day or where they are uncertain."""
        if day < self.earliest:
            return None
        most = whole_months(self.earliest, day)
        least = whole_months(min(self.latest, day), day)
        return most if most == least else None

    def age_on(self, day: date) -> Age | None:
        """Return the age of somebody born on this date, None before it."""
        if day < self.earliest:
            return None
        least = whole_months(min(self.latest, day), day) // 12
        if self.precision is Precision.YEAR:
            return Age(years=day.year - self.day.year, months=None, least_years=least)
        return Age(
            years=whole_months(self.earliest, day) // 12,
            months=self.months_on(day),
            least_years=least,
        )


def add_months(day: date, months: int) -> date:
    """Return the same day of a later (or earlier) month, capped at that month's last day.

    31 January and one month is 28 or 29 February, as ages in months are counted.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def whole_months(start: date, end: date) -> int:
    """Return the months completed from one day to a later one, by the rule of `add_months`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1

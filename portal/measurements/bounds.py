"""Between which limits a typed value is possible, and between which it is usual."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from portal.kernel.partial_date import PartialDate, whole_months

ADULT_FROM_MONTHS = 16 * 12
_FILE = Path(__file__).parent / "data" / "bounds.toml"


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends belong to it."""

    least: Decimal
    most: Decimal

    def __contains__(self, value: Decimal) -> bool:
        return self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of one value; `adult` from full 16 years."""

    possible: Range
    adult: Range
    child: Range

    def is_usual(self, value: Decimal, born: PartialDate, today: date) -> bool:
        """Say whether a value is usual at an age the person may have."""
        ages = [whole_months(day, today) for day in (born.earliest, min(born.latest, today))]
        may_be_adult = max(ages) >= ADULT_FROM_MONTHS
        may_be_child = min(ages) < ADULT_FROM_MONTHS
        return (may_be_adult and value in self.adult) or (may_be_child and value in self.child)


def bounds_of(name: str) -> Bounds:
    """Return the limits of a value; a pressure has `pressure_upper` and `pressure_lower`."""
    return _table()[name]


@cache
def _table() -> Mapping[str, Bounds]:
    with _FILE.open("rb") as file:
        entries = tomllib.load(file, parse_float=Decimal)
    return MappingProxyType(
        {
            name: Bounds(*(_range(entry[key]) for key in ("possible", "adult", "child")))
            for name, entry in entries.items()
            if isinstance(entry, dict)
        }
    )


def _range(ends: list[Decimal | int]) -> Range:
    least, most = ends
    return Range(Decimal(least), Decimal(most))

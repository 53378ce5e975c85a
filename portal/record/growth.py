"""A child's weight, height and BMI beside the WHO reference.

WHO Child Growth Standards (2006) to 60 months, WHO Reference (2007) from 61 months to 19
years (weight only to 10, where WHO ends it). The tables are `data/who_growth.csv`,
written by `tools/make_growth_reference.py`; sentences come from `data/growth_words.toml`.
"""

import csv
import math
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from portal.kernel.bilingual import Bilingual
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex

_DATA = Path(__file__).parent / "data"
DAYS_A_MONTH = 30.4375
LAST_DAY_OF_2006 = 1856
Z_LINES = (-3, -2, -1, 0, 1, 2, 3)


class GrowthMeasure(StrEnum):
    """What is compared with age: kg, cm (lying to 24 months, standing after), kg/m²."""

    WEIGHT = "weight"
    HEIGHT = "height"
    BMI = "bmi"


class GrowthVerdict(StrEnum):
    """Below -2, from -2 to +2, or above +2 z-scores."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Lms:
    """The box-cox power, the median and the spread at one age."""

    power: float
    median: float
    spread: float

    def value_at(self, z: float) -> float:
        """Return the measurement that lies z spreads from the median."""
        if self.power == 0:
            return self.median * math.exp(self.spread * z)
        return float(self.median * (1 + self.power * self.spread * z) ** (1 / self.power))

    def z_of(self, value: float) -> float:
        """Return how many spreads a measurement lies from the median."""
        if self.power == 0:
            return math.log(value / self.median) / self.spread
        return float(((value / self.median) ** self.power - 1) / (self.power * self.spread))


@dataclass(frozen=True, slots=True)
class Growth:
    """One measurement, judged: the z-score is for staff, the verdict for families."""

    z: float
    verdict: GrowthVerdict
    label: Bilingual
    action: Bilingual
    source: str


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """One line of the reference, as (age in months, value)."""

    z: int
    points: tuple[tuple[int, float], ...]


def lms_at(measure: GrowthMeasure, sex: Sex, days: int) -> Lms | None:
    """Return the reference at an age in days, None where WHO has none."""
    rows = _tables().get((measure, sex), ())
    if not rows or not rows[0][0] <= days <= rows[-1][0]:
        return None
    index = bisect_right(rows, days, key=lambda row: row[0]) - 1
    before, after = rows[index], rows[min(index + 1, len(rows) - 1)]
    if before[0] == days:
        return before[1]
    part = (days - before[0]) / (after[0] - before[0])
    return Lms(
        before[1].power + (after[1].power - before[1].power) * part,
        before[1].median + (after[1].median - before[1].median) * part,
        before[1].spread + (after[1].spread - before[1].spread) * part,
    )


def z_score(measure: GrowthMeasure, sex: Sex, days: int, value: float) -> float | None:
    """Return the z-score of a measurement at an age in days, None outside the reference.

    Beyond 3 spreads weight and BMI go on in steps as wide as from 2 to 3 (WHO Child
    Growth Standards, methods and development, 2006, chapter 7), because the skewed curve
    is not supported by children there.
    """
    lms = lms_at(measure, sex, days)
    if lms is None or value <= 0:
        return None
    z = lms.z_of(value)
    if measure is GrowthMeasure.HEIGHT or abs(z) <= 3:
        return z
    side = 1 if z > 0 else -1
    edge, inside = lms.value_at(3 * side), lms.value_at(2 * side)
    return side * (3 + (value - edge) / (edge - inside))


def judge(
    measure: GrowthMeasure, sex: Sex, birth: PartialDate, measured_on: date, value: float
) -> Growth | None:
    """Compare a measurement with children of the same age and sex.

    None when the birthday is not known to the day, the sex is not recorded, or WHO has no
    reference for the age.
    """
    if not birth.is_exact:
        return None
    days = (measured_on - birth.day).days
    z = z_score(measure, sex, days, value)
    if z is None:
        return None
    verdict = verdict_of(z)
    label, action = _words()[measure, verdict]
    return Growth(z, verdict, label, action, source_at(days))


def verdict_of(z: float) -> GrowthVerdict:
    """Return the plain verdict; exactly -2 and +2 are still within."""
    if z < -2:
        return GrowthVerdict.BELOW
    return GrowthVerdict.ABOVE if z > 2 else GrowthVerdict.WITHIN


def source_at(days: int) -> str:
    """Name the reference that holds at an age in days."""
    return "WHO Child Growth Standards 2006" if days <= LAST_DAY_OF_2006 else "WHO Reference 2007"


def bmi(weight_kg: float, height_cm: float) -> float:
    """Return kilograms by square metre."""
    return weight_kg / (height_cm / 100) ** 2


def reference_lines(
    measure: GrowthMeasure, sex: Sex, first_month: int, last_month: int
) -> tuple[ReferenceLine, ...]:
    """Return the lines from -3 to +3 month by month, as far as WHO has them."""
    months = range(first_month, last_month + 1)
    known = [(month, lms_at(measure, sex, day_of_month(month))) for month in months]
    return tuple(
        ReferenceLine(z, tuple((month, lms.value_at(z)) for month, lms in known if lms))
        for z in Z_LINES
    )


def day_of_month(month: int) -> int:
    """Return the day of an age in months; 24 months is day 731, from which children stand."""
    return int(month * DAYS_A_MONTH + 0.5)


@cache
def _tables() -> Mapping[tuple[GrowthMeasure, Sex], Sequence[tuple[int, Lms]]]:
    found: dict[tuple[GrowthMeasure, Sex], list[tuple[int, Lms]]] = {}
    with (_DATA / "who_growth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lms = Lms(float(row["l"]), float(row["m"]), float(row["s"]))
            key = GrowthMeasure(row["measure"]), Sex(row["sex"])
            found.setdefault(key, []).append((int(row["day"]), lms))
    return found


@cache
def _words() -> Mapping[tuple[GrowthMeasure, GrowthVerdict], tuple[Bilingual, Bilingual]]:
    with (_DATA / "growth_words.toml").open("rb") as file:
        content = tomllib.load(file)
    return {
        (measure, verdict): (
            Bilingual.read(content[measure][verdict]["label"]),
            Bilingual.read(content[measure][verdict]["action"]),
        )
        for measure in GrowthMeasure
        for verdict in GrowthVerdict
    }

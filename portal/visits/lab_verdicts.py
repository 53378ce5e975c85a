"""Where a result lies beside its usual range.

What cannot be compared for certain (no unit, another unit, a child without a range, a sex
or age that is not known) has no verdict: the page shows the text of the file.
"""

from dataclasses import dataclass
from decimal import Decimal

from portal.kernel.bilingual import Bilingual
from portal.kernel.partial_date import Age
from portal.people.kinds import Sex
from portal.visits.lab_tests import LabTest, UsualRange, Verdict
from portal.visits.lab_values import Reading, is_positive, read_number, unit_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A result beside its usual range.

    `value`, `low` and `high` are in the test's own unit; `label` replaces the verdict's
    own words where the table has better ones.
    """

    verdict: Verdict
    action: Bilingual | None = None
    label: Bilingual | None = None
    value: Decimal | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    source: str | None = None


NOT_COMPARED = Judged(verdict=Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """Places on a line from 0 to 100: the usual range, and the value beside or in it."""

    low_at: int
    high_at: int
    value_at: int

    @property
    def low_x(self) -> int:
        return _drawn_at(self.low_at)

    @property
    def high_x(self) -> int:
        return _drawn_at(self.high_at)

    @property
    def value_x(self) -> int:
        return _drawn_at(self.value_at)


def _drawn_at(place: int) -> int:
    """Return the place in a drawing 330 wide, whose line runs from 8 to 322."""
    return 8 + round(place * 3.14)


def judge(
    test: LabTest,
    text: str | None,
    unit: str | None,
    *,
    sex: Sex,
    age: Age | None,
    pregnant: bool = False,
) -> Judged:
    """Say where a result lies, as text of the file with its unit; UNKNOWN when uncertain."""
    if not text or (pregnant and test.not_in_pregnancy):
        return NOT_COMPARED
    if test.in_words:
        return _judge_words(test, text)
    reading = read_number(text)
    factor = _factor(test, reading, unit)
    usual = range_for(test, sex, age)
    if reading is None or factor is None or usual is None:
        return NOT_COMPARED
    value = reading.value * factor
    verdict = _place(value, reading.beyond, usual)
    if verdict is Verdict.UNKNOWN:
        return NOT_COMPARED
    return Judged(
        verdict=verdict,
        action=test.actions[verdict],
        value=value.quantize(Decimal("0.01")) if factor != 1 else value,
        unit=test.unit,
        low=usual.low,
        high=usual.high,
        source=usual.source,
    )


def number_line(judged: Judged) -> NumberLine | None:
    """Return where to draw a result: the usual range always takes the same part of the line.

    A value out of range is drawn outside even when it is close; far ones stop at the end.
    """
    value, low, high = judged.value, judged.low, judged.high
    if value is None or judged.verdict is Verdict.UNKNOWN:
        return None
    if low is not None and high is not None:
        low_at, high_at = 30, 60
        share = (value - low) / (high - low)
        at = low_at + int(share * (high_at - low_at))
    elif high is not None:
        low_at, high_at = 0, 60
        at = int(value / high * high_at)
    elif low is not None:
        low_at, high_at = 40, 100
        at = int(value / low * low_at)
    else:
        return None
    if judged.verdict is Verdict.WITHIN:
        return NumberLine(low_at, high_at, min(max(at, low_at), high_at, 97))
    at = min(at, low_at - 2) if judged.verdict is Verdict.BELOW else max(at, high_at + 2)
    return NumberLine(low_at, high_at, min(max(at, 3), 97))


def _judge_words(test: LabTest, text: str) -> Judged:
    positive = is_positive(text)
    if positive is None:
        return NOT_COMPARED
    verdict = Verdict.ABOVE if positive else Verdict.WITHIN
    label = test.positive if positive else None
    return Judged(verdict=verdict, action=test.actions[verdict], label=label, source=test.source)


def _factor(test: LabTest, reading: Reading | None, unit: str | None) -> Decimal | None:
    """Return what turns the file's unit into the test's own, None for a missing or other unit."""
    if reading is None:
        return None
    given = {unit_key(each) for each in (reading.unit, unit or "") if each.strip()}
    return test.factors.get(given.pop()) if len(given) == 1 else None


def range_for(test: LabTest, sex: Sex, age: Age | None) -> UsualRange | None:
    """Return the one range that certainly holds for a person, None when there is none."""
    if age is None:
        return None
    first = age.least_years * 12 if age.months is None else age.months
    last = age.years * 12 + 11 if age.months is None else age.months
    found = {_range_at(test, sex, month) for month in (first, last)}
    return found.pop() if len(found) == 1 else None


def _range_at(test: LabTest, sex: Sex, month: int) -> UsualRange | None:
    return next((each for each in test.ranges if each.holds_for(sex, month)), None)


def _place(value: Decimal, beyond: str, usual: UsualRange) -> Verdict:
    low, high = usual.low, usual.high
    if beyond == "<":
        if low is not None:
            return Verdict.BELOW if value <= low else Verdict.UNKNOWN
        return Verdict.WITHIN if high is not None and value <= high else Verdict.UNKNOWN
    if beyond == ">":
        if high is not None:
            return Verdict.ABOVE if value >= high else Verdict.UNKNOWN
        return Verdict.WITHIN if low is not None and value >= low else Verdict.UNKNOWN
    if low is not None and value < low:
        return Verdict.BELOW
    return Verdict.ABOVE if high is not None and value > high else Verdict.WITHIN

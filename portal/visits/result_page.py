"""A laboratory result in the order families read: verdict, action, picture, figure, source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.visits.lab_tests import TESTS, LabTest, Verdict
from portal.visits.lab_values import read_number, unit_key
from portal.visits.lab_verdicts import Judged, judge, number_line

TONES = {Verdict.WITHIN: "ok", Verdict.ABOVE: "warn", Verdict.BELOW: "warn"}


@dataclass(frozen=True, kw_only=True)
class DrawnLine:
    """A number line with its figures as text."""

    value: str
    value_x: int
    tone: str
    low: str | None
    low_x: int
    high: str | None
    high_x: int


@dataclass(frozen=True, kw_only=True)
class ShownResult:
    """What the result component needs."""

    id: str
    reference: str
    name: str
    purpose: str
    verdict: str
    tone: str
    action: str
    line: DrawnLine | None
    sentence: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """A result as the file has it."""

    id: int
    name: str
    test_code: str | None
    value_text: str | None
    unit: str | None
    resulted_at: datetime


@dataclass(frozen=True, slots=True)
class Patient:
    """What a verdict depends on."""

    born: PartialDate
    sex: Sex


def judged(written: Written, patient: Patient) -> tuple[LabTest | None, Judged | None]:
    """Hold a result against the reviewed table, as of its own day."""
    test = TESTS.get(written.test_code or "")
    if test is None:
        return None, None
    age = patient.born.age_on(formats.calendar_day(written.resulted_at))
    return test, judge(test, written.value_text, written.unit, sex=patient.sex, age=age)


def shown(written: Written, patient: Patient, source: str, before: str = "") -> ShownResult:
    """Put a result into words; `before` is the value of the time before, as text."""
    language = current_language()
    test, verdict = judged(written, patient)
    known = verdict is not None and verdict.verdict is not Verdict.UNKNOWN
    tone = TONES[verdict.verdict] if verdict and known else "plain"
    words = ""
    if verdict and known:
        words = verdict.label.in_language(language) if verdict.label else verdict.verdict.label
    return ShownResult(
        id=f"result-{written.id}",
        reference=f"result:{written.id}",
        name=test.name.in_language(language) if test else written.name,
        purpose=test.about.in_language(language) if test and test.about else "",
        verdict=words,
        tone=tone,
        action=verdict.action.in_language(language) if verdict and verdict.action else "",
        line=_line(verdict, tone) if verdict and known else None,
        sentence=_sentence(written, verdict, before),
        source=source,
    )


def figure(written: Written) -> str:
    """Return the value and unit: a plain number in the reader's writing, else as it came."""
    if not written.value_text:
        return _("Not recorded")
    reading = read_number(written.value_text)
    unit = "" if reading and reading.unit else written.unit or ""
    return _with_unit(readable(written.value_text), unit)


def readable(text: str | None) -> str:
    """Write "7.80" as "7,80" in Vietnamese, digit for digit; leave other texts as they came."""
    reading = read_number(text or "")
    if reading is None or reading.beyond or reading.unit:
        return text or ""
    point = "," if current_language() == "vi" else "."
    return (text or "").strip().replace(",", point).replace(".", point)


def _with_unit(value: str, unit: str) -> str:
    return f"{value}{formats.NBSP}{unit}" if unit else value


def _line(verdict: Judged, tone: str) -> DrawnLine | None:
    places = number_line(verdict)
    if places is None or verdict.value is None:
        return None
    return DrawnLine(
        value=_number(verdict.value),
        value_x=min(max(places.value_x, 20), 310),
        tone=tone,
        low=_number(verdict.low) if verdict.low is not None else None,
        low_x=places.low_x,
        high=_number(verdict.high) if verdict.high is not None else None,
        high_x=places.high_x,
    )


def _number(value: Decimal) -> str:
    return formats.number(value, language=current_language())


def _sentence(written: Written, verdict: Judged | None, before: str) -> str:
    unit = _other_unit(written, verdict)
    told = figure(written)
    if unit and verdict and verdict.value is not None:
        told += f" ({_with_unit(_number(verdict.value), unit)})"
    parts = [f"{told}."]
    if verdict and (usual := _usual(verdict, unit)):
        parts.append(usual)
    if before:
        parts.append(_("Last time %(value)s.", value=before))
    return " ".join(parts)


def _other_unit(written: Written, verdict: Judged | None) -> str:
    """Return the table's unit where it is not the file's: then every figure needs its unit."""
    if verdict is None or not verdict.unit:
        return ""
    reading = read_number(written.value_text or "")
    given = (reading.unit if reading else "") or written.unit or ""
    return "" if unit_key(given) == unit_key(verdict.unit) else verdict.unit


def _usual(verdict: Judged, unit: str) -> str:
    low = _number(verdict.low) if verdict.low is not None else ""
    high = _with_unit(_number(verdict.high), unit) if verdict.high is not None else ""
    if low and high:
        return _("Usual range %(low)s to %(high)s.", low=low, high=high)
    if high:
        return _("Usually up to %(high)s.", high=high)
    return _("Usually from %(low)s.", low=_with_unit(low, unit)) if low else ""


def beside(newer: Written, earlier: Written) -> str:
    """Write an earlier value beside a newer one, with its unit where the two differ."""
    return readable(earlier.value_text) if newer.unit == earlier.unit else figure(earlier)


def values_before(rows: Sequence[Written]) -> dict[int, str]:
    """Return, for each result, the value of the same test the time before."""
    found: dict[int, str] = {}
    newer: dict[str, Written] = {}
    for row in rows:  # newest first
        test = row.test_code or row.name
        if test in newer:
            found[newer[test].id] = beside(newer[test], row)
        newer[test] = row
    return found

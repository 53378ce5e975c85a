"""The reviewed table of laboratory tests: plain names, units, usual ranges, sentences.

Everything comes from `data/lab_tests.toml`; `lab_verdicts` compares a result with it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portal.kernel.bilingual import Bilingual
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.remembered import remembered
from portal.kernel.text import fold
from portal.people.kinds import Sex
from portal.visits.lab_values import unit_key

_FILE = Path(__file__).parent / "data" / "lab_tests.toml"
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_IGNORED = {
    "dinh",
    "luong",
    "xet",
    "nghiem",
    "mau",
    "do",
    "hoat",
    "huyet",
    "thanh",
    "tuong",
    "nong",
}


class Verdict(StrEnum):
    """Where a result lies; a result slightly out of range is never called abnormal."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return str(VERDICT_LABELS[self])


VERDICT_LABELS = {
    Verdict.WITHIN: _l("In the usual range"),
    Verdict.ABOVE: _l("Above the usual range"),
    Verdict.BELOW: _l("Below the usual range"),
    Verdict.UNKNOWN: _l("Not compared"),
}


@dataclass(frozen=True, slots=True)
class UsualRange:
    """The usual range for a sex (None: both) and ages in months, from included to excluded."""

    sex: Sex | None
    from_month: int
    to_month: int | None
    low: Decimal | None
    high: Decimal | None
    source: str

    def holds_for(self, sex: Sex, month: int) -> bool:
        of_age = self.from_month <= month and (self.to_month is None or month < self.to_month)
        return of_age and self.sex in (None, sex)


@dataclass(frozen=True, slots=True)
class LabTest:
    """One test of the table."""

    code: str
    name: Bilingual
    about: Bilingual | None
    unit: str | None
    factors: Mapping[str, Decimal]
    ranges: tuple[UsualRange, ...]
    actions: Mapping[Verdict, Bilingual]
    in_words: bool
    positive: Bilingual | None
    not_in_pregnancy: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class ReviewedTable:
    """All tests, and who has reviewed them ("" while nobody has)."""

    tests: Mapping[str, LabTest]
    reviewed_by: str
    reviewed_on: date | None
    by_name: Mapping[str, LabTest]


def recognise(name: str, code: str = "") -> LabTest | None:
    """Return the test a claim file means by a name (TEN_CHI_SO) or a short code (MA_CHI_SO).

    The name decides: systems without index codes put the service's code there.
    """
    table = TABLE.by_name
    return table.get(_key(name)) or table.get(_key(code)) if name or code else None


@remembered
def _key(text: str) -> str:
    words = _NOT_WORD.sub(" ", fold(text)).split()
    return " ".join(word for word in words if word not in _IGNORED)


def _months(entry: Mapping[str, int] | None) -> int | None:
    return None if entry is None else entry.get("years", 0) * 12 + entry.get("months", 0)


def _range(entry: Mapping[str, Any]) -> UsualRange:
    low, high = entry.get("low"), entry.get("high")
    if low is None and high is None:
        raise ValueError("a usual range needs a limit")
    return UsualRange(
        sex=Sex(entry["sex"]) if "sex" in entry else None,
        from_month=_months(entry["from"]) or 0,
        to_month=_months(entry.get("to")),
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        source=entry["source"],
    )


def _test(code: str, entry: Mapping[str, Any]) -> LabTest:
    unit = entry.get("unit")
    factors = {unit_key(each): Decimal(by) for each, by in entry.get("units", {}).items()}
    if unit is not None:
        factors[unit_key(unit)] = Decimal(1)
    wanted = (Verdict.WITHIN, Verdict.ABOVE, Verdict.BELOW)
    return LabTest(
        code=code,
        name=Bilingual.read(entry["name"]),
        about=Bilingual.read(entry["about"]) if "about" in entry else None,
        unit=unit,
        factors=MappingProxyType(factors),
        ranges=tuple(_range(each) for each in entry.get("range", ())),
        actions=MappingProxyType({v: Bilingual.read(entry[v]) for v in wanted if v in entry}),
        in_words=entry.get("words", False),
        positive=Bilingual.read(entry["positive"]) if "positive" in entry else None,
        not_in_pregnancy=entry.get("not_in_pregnancy", False),
        source=entry.get("source"),
    )


def _table() -> ReviewedTable:
    with _FILE.open("rb") as file:
        content = tomllib.load(file, parse_float=Decimal)
    tests = {code: _test(code, entry) for code, entry in content["test"].items()}
    by_name: dict[str, LabTest] = {}
    for code, entry in content["test"].items():
        for text in (*entry["written"], *entry.get("codes", ()), entry["name"]["vi"]):
            other = by_name.setdefault(_key(text), tests[code])
            if other is not tests[code]:
                raise ValueError(f"“{text}” names both {other.code} and {code}")
    return ReviewedTable(
        tests=MappingProxyType(tests),
        reviewed_by=content["reviewed_by"],
        reviewed_on=content.get("reviewed_on"),
        by_name=MappingProxyType(by_name),
    )


TABLE = _table()
TESTS = TABLE.tests

"""The published schedule of a day: which doses, at which age, how far apart.

The law changes the schedule several times a year, so it is a dated data file
(`data/schedule.toml`), read and checked once. Sources are named there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portal.immunisation.antigens import Antigen
from portal.immunisation.spans import Span
from portal.immunisation.vaccines import VACCINES
from portal.kernel.bilingual import Bilingual

_FILE = Path(__file__).parent / "data" / "schedule.toml"
_GRACE = Span(days=28)


@dataclass(frozen=True, slots=True)
class DoseRule:
    """When one dose of a course is due.

    `minimum_age` is None where the circular states only the age it is due at; then the
    recommended age stands in for it and an earlier dose is not questioned.
    """

    label: Bilingual
    age: Span
    minimum_age: Span | None
    interval: Span | None
    grace: Span
    latest_age: Span | None
    after: str | None
    catch_up: Bilingual | None
    too_late: Bilingual | None


@dataclass(frozen=True, slots=True)
class Course:
    """What a family knows as one vaccine, with its doses in order."""

    code: str
    name: Bilingual
    series: str
    antigens: frozenset[Antigen]
    also: frozenset[Antigen]
    vaccines: frozenset[str]
    always: frozenset[str]
    enough: Mapping[str, int]
    counts_from: Span | None
    counts_until: Span | None
    areas: Mapping[str, int]
    sex: str | None
    introduced: date | None
    follows_until: Span
    doses: tuple[DoseRule, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """One version of the schedule and the days it holds for.

    `last_published` marks values that later law left without a table of its own
    (TT 13/2026/TT-BYT Art. 5(4)): pages say "last published".
    """

    code: str
    name: str
    legal_basis: Bilingual
    valid_from: date
    valid_to: date | None
    published: bool
    last_published: bool
    shows_until: Span
    courses: tuple[Course, ...]

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def schedule_on(day: date) -> Schedule:
    """Return the version in force on a day; the first one for days before all of them."""
    versions = _versions()
    return next((each for each in reversed(versions) if each.holds_on(day)), versions[0])


@cache
def _versions() -> tuple[Schedule, ...]:
    with _FILE.open("rb") as file:
        content = tomllib.load(file)
    found = tuple(_version(entry, content["course"]) for entry in content["version"])
    for before, after in pairwise(found):
        if before.valid_to != after.valid_from:
            raise ValueError(f"schedule {after.code} does not begin where {before.code} ends")
    return found


def _version(entry: Mapping[str, Any], courses: Mapping[str, Any]) -> Schedule:
    follows_until = Span.read(entry["follows_until"])
    return Schedule(
        code=entry["code"],
        name=entry["name"],
        legal_basis=Bilingual.read(entry["legal_basis"]),
        valid_from=entry["valid_from"],
        valid_to=entry.get("valid_to"),
        published=entry["published"],
        last_published=entry["last_published"],
        shows_until=Span.read(entry["shows_until"]),
        courses=tuple(_course(code, courses[code], follows_until) for code in entry["courses"]),
    )


def _course(code: str, entry: Mapping[str, Any], follows_until: Span) -> Course:
    own_end = _span(entry, "follows_until")
    return Course(
        code=code,
        name=Bilingual.read(entry["name"]),
        series=entry.get("series", code),
        antigens=frozenset(Antigen(each) for each in entry["antigens"]),
        also=frozenset(Antigen(each) for each in entry.get("also", ())),
        vaccines=frozenset(VACCINES[each].code for each in entry.get("vaccines", ())),
        always=frozenset(VACCINES[each].code for each in entry.get("always", ())),
        enough=MappingProxyType({VACCINES[k].code: n for k, n in entry.get("enough", {}).items()}),
        counts_from=_span(entry, "counts_from"),
        counts_until=_span(entry, "counts_until"),
        areas=MappingProxyType(dict(entry.get("areas", {}))),
        sex=entry.get("sex"),
        introduced=entry.get("introduced"),
        follows_until=own_end or follows_until,
        doses=tuple(_dose(each) for each in entry["dose"]),
    )


def _dose(entry: Mapping[str, Any]) -> DoseRule:
    return DoseRule(
        label=Bilingual.read(entry["label"]),
        age=Span.read(entry["age"]),
        minimum_age=_span(entry, "minimum_age"),
        interval=_span(entry, "interval"),
        grace=_span(entry, "grace") or _GRACE,
        latest_age=_span(entry, "latest_age"),
        after=entry.get("after"),
        catch_up=_text(entry, "catch_up"),
        too_late=_text(entry, "too_late"),
    )


def _span(entry: Mapping[str, Any], key: str) -> Span | None:
    return Span.read(entry[key]) if key in entry else None


def _text(entry: Mapping[str, Any], key: str) -> Bilingual | None:
    return Bilingual.read(entry[key]) if key in entry else None

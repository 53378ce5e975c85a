"""Tetanus doses of women, UV1 to UV5 (table C3 of form QĐ 831, TT 10/2024/TT-BYT).

They follow pregnancies, so a dose can be due but is never overdue, and a late course
goes on where it stopped.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.immunisation.doses import DoseState, GivenDose, Review
from portal.immunisation.matching import in_order
from portal.immunisation.spans import Span
from portal.immunisation.vaccines import VACCINES
from portal.kernel.bilingual import Bilingual
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex


@dataclass(frozen=True, slots=True)
class TetanusRule:
    """The place of one dose: after which interval, and the same in words."""

    label: Bilingual
    interval: Span | None
    when: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class TetanusDose:
    """One of UV1 to UV5; `due_on` is None while the dose before is not given."""

    number: int
    rule: TetanusRule
    state: DoseState
    given: GivenDose | None = None
    due_on: date | None = None
    reviews: tuple[Review, ...] = ()


with (Path(__file__).parent / "data" / "tetanus.toml").open("rb") as _file:
    _DATA = tomllib.load(_file)
_VACCINES = frozenset(VACCINES[code].code for code in _DATA["vaccines"])
_FROM, _UNTIL = Span.read(_DATA["counts_from"]), Span.read(_DATA["offered_until"])
_IN_PREGNANCY = Span.read(_DATA["in_pregnancy"])
RULES = tuple(
    TetanusRule(
        label=Bilingual.read(entry["label"]),
        interval=Span.read(entry["interval"]) if "interval" in entry else None,
        when=Bilingual.read(entry["when"]),
    )
    for entry in _DATA["dose"]
)


def is_tetanus_dose(dose: GivenDose, birth: PartialDate) -> bool:
    """Say whether a dose is one of UV1 to UV5 and not of the woman's childhood."""
    if dose.vaccine is None or dose.vaccine.code not in _VACCINES:
        return False
    grown = dose.given_on.latest >= _FROM.after(birth.earliest)
    return grown or dose.gestation_month is not None


def tetanus_course(
    doses: Sequence[GivenDose],
    birth: PartialDate,
    *,
    sex: Sex,
    today: date,
    pregnant_since: date | None = None,
) -> tuple[TetanusDose, ...]:
    """Return UV1 to UV5 of a woman, empty for everybody the table is not for.

    Without a known pregnancy the first dose has no day: the station offers it.
    """
    given = _once_a_day([dose for dose in doses if is_tetanus_dose(dose, birth)])
    grown = _FROM.after(birth.latest) <= today < _UNTIL.after(birth.earliest)
    if sex is not Sex.FEMALE or not (given or grown):
        return ()
    course: list[TetanusDose] = []
    for number, rule in enumerate(RULES, 1):
        previous = course[-1].given if course else None
        if number <= len(given):
            course.append(_done(number, rule, given[number - 1], previous))
        else:
            course.append(_open(number, rule, previous, today, pregnant_since))
    return tuple(course)


def _once_a_day(doses: Sequence[GivenDose]) -> list[GivenDose]:
    return list({dose.given_on: dose for dose in reversed(in_order(doses))}.values())[::-1]


def _done(
    number: int, rule: TetanusRule, given: GivenDose, previous: GivenDose | None
) -> TetanusDose:
    """A dose close to the one before is questioned only when no pregnancy explains it."""
    least = rule.interval if given.gestation_month is None else _IN_PREGNANCY
    close = (
        previous is not None
        and least is not None
        and given.given_on.latest < least.after(previous.given_on.earliest)
    )
    reviews = (Review.TOO_CLOSE,) if close else ()
    return TetanusDose(number=number, rule=rule, state=DoseState.DONE, given=given, reviews=reviews)


def _open(
    number: int,
    rule: TetanusRule,
    previous: GivenDose | None,
    today: date,
    pregnant_since: date | None,
) -> TetanusDose:
    due_on = pregnant_since if number == 1 else None
    if previous is not None and rule.interval is not None:
        last = previous.given_on.latest
        due_on = rule.interval.after(last)
        if pregnant_since is not None and pregnant_since > last:
            due_on = min(due_on, max(pregnant_since, _IN_PREGNANCY.after(last)))
    is_due = due_on is not None and due_on <= today
    state = DoseState.DUE if is_due else DoseState.NOT_YET
    return TetanusDose(number=number, rule=rule, state=state, due_on=due_on)

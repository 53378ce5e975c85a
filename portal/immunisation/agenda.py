"""A course as a family reads it: needed now, coming, given visit by visit (picture 05)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from portal.immunisation.doses import CourseDose, DoseState, GivenDose, Review
from portal.immunisation.matching import in_order
from portal.immunisation.spans import Span
from portal.kernel.bilingual import Bilingual
from portal.kernel.partial_date import Age, PartialDate, add_months

SOON_MONTHS = 12
NEWBORN_DAYS = 28


@dataclass(frozen=True, slots=True)
class Coming:
    """Doses with one day, or one dose that waits for another without a day.

    `at_age` is the recommended age when the day is the one of that age.
    """

    label: Bilingual
    due_on: date | None
    at_age: Span | None
    waiting_for: Bilingual | None
    doses: tuple[CourseDose, ...]


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One dose of a visit, as written in the list of doses given."""

    text: Bilingual
    dose: GivenDose
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class GivenVisit:
    """All doses of one day, with the age on that day (None where it is not known)."""

    given_on: PartialDate
    age: Age | None
    is_newborn: bool
    lines: tuple[GivenLine, ...]

    @property
    def sentence(self) -> Bilingual:
        return Bilingual.joined(line.text for line in self.lines).as_sentence


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """What to do first, then what comes, then what was done."""

    birth: PartialDate
    given: Sequence[GivenDose]
    course: Sequence[CourseDose] = ()
    overdue: tuple[CourseDose, ...] = ()
    due: tuple[CourseDose, ...] = ()
    coming: tuple[Coming, ...] = ()
    later: tuple[CourseDose, ...] = ()
    cannot: tuple[CourseDose, ...] = ()
    not_recorded: tuple[CourseDose, ...] = ()
    not_in_area: tuple[CourseDose, ...] = ()

    @cached_property
    def visits(self) -> tuple[GivenVisit, ...]:
        """What was done, newest first; put together for whoever shows it."""
        return visits_of(self.given, self.birth, self.course)

    @property
    def need_now(self) -> tuple[CourseDose, ...]:
        """Overdue first, the longest overdue before the others, then due."""
        return self.overdue + self.due

    @property
    def given_count(self) -> int:
        return len(self.given)


def agenda_of(
    course: Sequence[CourseDose], given: Sequence[GivenDose], birth: PartialDate, *, today: date
) -> Agenda:
    """Arrange a course and a history for reading."""
    overdue = tuple(sorted(_in(course, DoseState.OVERDUE), key=_by_day))
    due = tuple(sorted(_in(course, DoseState.DUE), key=_by_day))
    coming, later = _split(_in(course, DoseState.NOT_YET), {*_labels(overdue + due)}, today)
    return Agenda(
        birth=birth,
        given=given,
        course=course,
        overdue=overdue,
        due=due,
        coming=_grouped(coming, birth),
        later=later,
        cannot=_in(course, DoseState.CANNOT),
        not_recorded=_in(course, DoseState.UNKNOWN),
        not_in_area=_in(course, DoseState.NOT_IN_AREA),
    )


def _in(course: Iterable[CourseDose], state: DoseState) -> tuple[CourseDose, ...]:
    return tuple(dose for dose in course if dose.state is state)


def _labels(doses: Iterable[CourseDose]) -> Iterable[Bilingual]:
    return (dose.label for dose in doses)


def _by_day(dose: CourseDose) -> date:
    return dose.due_on or date.max


def _split(
    doses: Iterable[CourseDose], needed: set[Bilingual], today: date
) -> tuple[tuple[CourseDose, ...], tuple[CourseDose, ...]]:
    """Part the doses of the next year from those that depend on doses still to come."""
    horizon = add_months(today, SOON_MONTHS)
    soon: list[CourseDose] = []
    later: list[CourseDose] = []
    for dose in sorted(doses, key=_by_day):
        free = dose.waiting_for is None or dose.waiting_for in needed
        within = dose.due_on is None or dose.due_on <= horizon
        (soon if free and within else later).append(dose)
    return tuple(soon), tuple(later)


def _grouped(doses: Iterable[CourseDose], birth: PartialDate) -> tuple[Coming, ...]:
    groups: defaultdict[object, list[CourseDose]] = defaultdict(list)
    for dose in doses:
        groups[dose.due_on or dose.key].append(dose)
    # Without a day comes first: it hangs on a dose that is needed now.
    ordered = sorted(groups.values(), key=lambda group: group[0].due_on or date.min)
    return tuple(_coming(group, birth) for group in ordered)


def _coming(group: Sequence[CourseDose], birth: PartialDate) -> Coming:
    first = group[0]
    age = first.rule.age
    by_age = birth.is_exact and first.due_on == age.after(birth.day)
    return Coming(
        label=Bilingual.joined(_labels(group)),
        due_on=first.due_on,
        at_age=age if by_age else None,
        waiting_for=first.waiting_for if first.due_on is None else None,
        doses=tuple(group),
    )


def visits_of(
    given: Iterable[GivenDose], birth: PartialDate, course: Sequence[CourseDose] = ()
) -> tuple[GivenVisit, ...]:
    """Group the doses given by day, the newest day first."""
    reviews: dict[int, tuple[Review, ...]] = {}
    for dose in course:
        if dose.given is not None:
            known = reviews.get(id(dose.given), ())
            reviews[id(dose.given)] = tuple(dict.fromkeys(known + dose.reviews))
    counts: Counter[str] = Counter()
    days: defaultdict[PartialDate, list[GivenLine]] = defaultdict(list)
    for one in in_order(given):
        text = _text(one, counts)
        days[one.given_on].append(GivenLine(text, one, reviews.get(id(one), ())))
    newest_first = sorted(days, key=lambda day: (day.earliest, day.precision), reverse=True)
    return tuple(_visit(day, birth, days[day]) for day in newest_first)


def _text(dose: GivenDose, counts: Counter[str]) -> Bilingual:
    """Name a dose with the number of its file, or with its place in the history."""
    if dose.vaccine is None:
        return Bilingual(dose.name, dose.name)
    counts[dose.vaccine.short.vi] += 1
    return dose.vaccine.numbered(dose.number or counts[dose.vaccine.short.vi])


def _visit(day: PartialDate, birth: PartialDate, lines: Sequence[GivenLine]) -> GivenVisit:
    exact = day.is_exact and birth.is_exact
    return GivenVisit(
        given_on=day,
        age=birth.age_on(day.day) if day.is_exact else None,
        is_newborn=exact and 0 <= (day.day - birth.day).days < NEWBORN_DAYS,
        lines=tuple(lines),
    )

"""Where every dose of the children's schedule stands on a day.

`due = max(birth + recommended age, dose before + least interval)`, per course
(TT 10/2024/TT-BYT and TT 52/2025/TT-BYT give ages of first doses and least intervals).
Nothing here advises against a dose: a dose too early or too close is counted and marked
for a vaccinator to look at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.immunisation.doses import CourseDose, DoseState, GivenDose
from portal.immunisation.matching import Place, is_complete, matched, missing_antigens
from portal.immunisation.schedule import Course, Schedule
from portal.immunisation.timing import reviews_of, timed, waiting
from portal.kernel.partial_date import PartialDate, whole_months
from portal.people.kinds import Sex

BIRTH_DOSE: Place = ("hepb_birth", 1)


def course_of(
    birth: PartialDate,
    doses: Sequence[GivenDose],
    schedule: Schedule,
    *,
    today: date,
    area: str | None,
    sex: Sex,
    list_date: date | None = None,
) -> tuple[CourseDose, ...]:
    """Return every dose the schedule asks of one person, in the schedule's order.

    `area` is the two-digit code of the (former) province, None when it is not known.
    `list_date` is the day the registry's list was exported. Where a birth date known
    only to its month or year leaves a state open, the state is UNKNOWN, never a guess:
    it is known only if the first and the last possible birthday agree.
    """
    situation = _Situation(schedule, tuple(doses), today, area, sex, list_date)
    first = situation.of(birth.earliest)
    if birth.is_exact:
        return first
    last = {dose.key: dose for dose in situation.of(min(birth.latest, today))}
    return tuple(_agreed(dose, last[dose.key]) for dose in first if dose.key in last)


def _agreed(first: CourseDose, last: CourseDose) -> CourseDose:
    if first == last:
        return first
    certain = replace(first, due_on=None, earliest_on=None, last_on=None, overdue_months=None)
    if first.state is last.state:
        both = tuple(review for review in first.reviews if review in last.reviews)
        return replace(certain, reviews=both, after_list=first.after_list and last.after_list)
    if given := first.given or last.given:
        return replace(certain, state=DoseState.DONE, given=given, reviews=())
    return replace(certain, state=DoseState.UNKNOWN, reason=None, after_list=False)


@dataclass(frozen=True, slots=True)
class _Situation:
    """All that is known about one person but the birthday."""

    schedule: Schedule
    doses: tuple[GivenDose, ...]
    today: date
    area: str | None
    sex: Sex
    list_date: date | None

    def of(self, born: date) -> tuple[CourseDose, ...]:
        filled = matched(self.doses, self.schedule, born)
        found: dict[str, list[CourseDose]] = {}
        for course in self._before_their_followers():
            wanted = self._concerns(course, born) and not is_complete(course, self.doses)
            rows = found.setdefault(course.code, [])
            for number, rule in enumerate(course.doses, 1):
                before = found[rule.after][-1:] if rule.after else rows[-1:]
                given = filled.get((course.code, number))
                if given is not None:
                    rows.append(self._done(course, number, given, before, born, filled))
                elif wanted:
                    rows.append(self._pending(course, number, before, born))
        return tuple(row for course in self.schedule.courses for row in found[course.code])

    def _before_their_followers(self) -> Iterable[Course]:
        followers = [course for course in self.schedule.courses if course.doses[0].after]
        return [c for c in self.schedule.courses if not c.doses[0].after] + followers

    def _concerns(self, course: Course, born: date) -> bool:
        """Say whether the programme ever offered the course to somebody born on this day."""
        if course.sex is not None and self.sex != course.sex:
            return False
        if self.today >= self.schedule.shows_until.after(born):
            return False
        begins = course.introduced
        year = course.areas.get(self.area or "")
        if year is not None and self.today.year >= year:
            begins = date(year, 1, 1)
        return begins is None or course.doses[0].age.after(born) >= begins

    def _done(
        self,
        course: Course,
        number: int,
        given: GivenDose,
        before: Sequence[CourseDose],
        born: date,
        filled: Mapping[Place, GivenDose],
    ) -> CourseDose:
        rule = course.doses[number - 1]
        previous = before[0].given if before else None
        place = number + (_places_before(self.schedule, course) if rule.after else 0)
        return CourseDose(
            course=course,
            number=number,
            rule=rule,
            state=DoseState.DONE,
            given=given,
            reviews=reviews_of(given, rule, born, previous, numbers={number, place}),
            missing=missing_antigens(course, number, self.doses, filled.get(BIRTH_DOSE)),
        )

    def _pending(
        self, course: Course, number: int, before: Sequence[CourseDose], born: date
    ) -> CourseDose:
        rule = course.doses[number - 1]
        dose = CourseDose(course=course, number=number, rule=rule, state=DoseState.NOT_YET)
        previous = before[0] if before else None
        if previous is not None and previous.given is None:
            dose = waiting(dose, previous, born, self.today)
        else:
            dose = timed(dose, previous, born)
        return self._on_the_day(self._in_area(dose), born)

    def _in_area(self, dose: CourseDose) -> CourseDose:
        areas = dose.course.areas
        if not areas or dose.state is not DoseState.NOT_YET:
            return dose
        if self.area is None:
            return replace(dose, state=DoseState.UNKNOWN, due_on=None)
        begins = areas.get(self.area)
        begun = begins is not None and self.today.year >= begins
        return dose if begun else replace(dose, state=DoseState.NOT_IN_AREA, due_on=None)

    def _on_the_day(self, dose: CourseDose, born: date) -> CourseDose:
        if dose.state is not DoseState.NOT_YET:
            return dose
        too_late = dose.last_on is not None and max(dose.due_on or born, self.today) > dose.last_on
        if too_late:
            return replace(dose, state=DoseState.CANNOT, due_on=None, reason=dose.rule.too_late)
        if self.today >= dose.course.follows_until.after(born):
            return replace(dose, state=DoseState.UNKNOWN)
        due_on = dose.due_on
        if due_on is None or self.today < due_on or dose.waiting_for is not None:
            return dose
        after_list = self.list_date is not None and self.list_date < due_on
        if self.today <= dose.rule.grace.after(due_on):
            return replace(dose, state=DoseState.DUE, after_list=after_list)
        months = whole_months(due_on, self.today)
        return replace(dose, state=DoseState.OVERDUE, overdue_months=months, after_list=after_list)


def _places_before(schedule: Schedule, course: Course) -> int:
    sharing = [each for each in schedule.courses if each.series == course.series]
    return sum(len(each.doses) for each in sharing[: sharing.index(course)])

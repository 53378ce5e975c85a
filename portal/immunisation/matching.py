"""Which dose given fills which dose of which course.

Doses are taken in the order of their days. A combination fills one dose in every series
that wants one of its antigens; within a series a dose fills the first open place or
none. A history typed in twice fills one place: the same day counts once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from portal.immunisation.antigens import Antigen
from portal.immunisation.doses import GivenDose
from portal.immunisation.schedule import Course, Schedule

Place = tuple[str, int]


def in_order(doses: Iterable[GivenDose]) -> list[GivenDose]:
    """Sort a history by day; a day only partly known comes at its first possible day."""
    return sorted(doses, key=lambda dose: (dose.given_on.earliest, dose.name, dose.number or 0))


def matched(
    doses: Sequence[GivenDose], schedule: Schedule, born: date
) -> Mapping[Place, GivenDose]:
    """Return the dose that fills each place of the schedule."""
    series: defaultdict[str, list[Course]] = defaultdict(list)
    for course in schedule.courses:
        series[course.series].append(course)
    filled: dict[Place, GivenDose] = {}
    history = in_order(doses)
    for courses in series.values():
        filled |= _fill(courses, history, born)
    return filled


def _fill(
    courses: Sequence[Course], doses: Iterable[GivenDose], born: date
) -> Mapping[Place, GivenDose]:
    places = iter([(course, n) for course in courses for n in range(1, len(course.doses) + 1)])
    filled: dict[Place, GivenDose] = {}
    place, last = next(places, None), None
    for dose in doses:
        if place is None:
            break
        again = last is not None and last.given_on == dose.given_on and dose.given_on.is_exact
        if again or not _counts(dose, place[0], born):
            continue
        filled[place[0].code, place[1]] = last = dose
        place = next(places, None)
    return filled


def _counts(dose: GivenDose, course: Course, born: date) -> bool:
    vaccine = dose.vaccine
    if vaccine is None or not course.antigens <= vaccine.antigens:
        return False
    if vaccine.code in course.always:
        return True
    if course.vaccines and vaccine.code not in course.vaccines:
        return False
    if course.counts_from and dose.given_on.latest < course.counts_from.after(born):
        return False
    return not (course.counts_until and dose.given_on.earliest >= course.counts_until.after(born))


def is_complete(course: Course, doses: Iterable[GivenDose]) -> bool:
    """Say whether another product has completed the course in fewer doses."""
    codes = [dose.vaccine.code for dose in doses if dose.vaccine is not None]
    return any(codes.count(code) >= enough for code, enough in course.enough.items())


def missing_antigens(
    course: Course, number: int, doses: Iterable[GivenDose], birth_dose: GivenDose | None
) -> tuple[Antigen, ...]:
    """Return what the doses so far did not bring, for a course meant as a combination.

    The hepatitis B dose at birth is its own course and does not stand in for one.
    """
    if not course.also:
        return ()
    brought = [
        dose.vaccine.antigens for dose in doses if dose.vaccine is not None and dose != birth_dose
    ]
    return tuple(
        antigen
        for antigen in Antigen
        if antigen in course.also and sum(antigen in each for each in brought) < number
    )

"""The schedule is data with dates: which version holds, and what it says."""

from datetime import date

import pytest

from portal.immunisation.schedule import Schedule, schedule_on
from portal.immunisation.spans import Span


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2020, 1, 1), "TT10-2024"),
        (date(2024, 8, 1), "TT10-2024"),
        (date(2026, 2, 14), "TT10-2024"),
        (date(2026, 2, 15), "TT52-2025"),
        (date(2026, 7, 1), "TT52-2025"),
        (date(2030, 1, 1), "TT52-2025"),
    ],
)
def test_a_day_has_one_version(day: date, code: str) -> None:
    assert schedule_on(day).code == code


def test_the_version_without_a_successor_says_it_is_the_last_published() -> None:
    assert schedule_on(date(2026, 11, 24)).last_published
    assert not schedule_on(date(2025, 1, 1)).last_published


def test_pneumococcal_and_hpv_came_later() -> None:
    def codes(schedule: Schedule) -> set[str]:
        return {course.code for course in schedule.courses}

    added = codes(schedule_on(date(2026, 11, 24))) - codes(schedule_on(date(2025, 1, 1)))
    assert added == {"pcv", "hpv"}


@pytest.mark.parametrize(
    ("course", "dose", "age", "interval"),
    [
        ("hepb_birth", 1, Span(), None),
        ("penta", 1, Span(months=2), None),
        ("penta", 3, Span(months=4), Span(days=28)),
        ("ipv", 1, Span(months=5), None),
        ("ipv", 2, Span(months=9), Span(days=28)),
        ("measles", 1, Span(months=9), None),
        ("mr", 1, Span(months=18), Span(days=28)),
        ("dpt4", 1, Span(months=18), Span(months=6)),
        ("je", 2, Span(months=12, days=7), Span(days=7)),
        ("je", 3, Span(months=24), Span(months=12)),
        ("pcv", 2, Span(months=4), Span(months=2)),
        ("td", 1, Span(months=84), None),
        ("hpv", 1, Span(months=132), None),
    ],
)
def test_the_values_are_those_of_the_circular(
    course: str, dose: int, age: Span, interval: Span | None
) -> None:
    rules = {each.code: each for each in schedule_on(date(2026, 11, 24)).courses}[course].doses
    assert (rules[dose - 1].age, rules[dose - 1].interval) == (age, interval)


def test_every_dose_that_can_come_too_late_says_why() -> None:
    for course in schedule_on(date(2026, 11, 24)).courses:
        for rule in course.doses:
            assert (rule.latest_age is None) == (rule.too_late is None), rule.label


def test_an_age_in_other_units_is_refused() -> None:
    with pytest.raises(ValueError, match="weeks"):
        Span.read({"weeks": 6})
    assert Span.read({"years": 1, "months": 6, "days": 7}) == Span(months=18, days=7)

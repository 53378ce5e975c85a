"""Ages and months of dates that are only partly known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.partial_date import Age, PartialDate, Precision, add_months, whole_months

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 2, 20), 9, date(2026, 11, 20)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_of_a_shorter_month(
    start: date, months: int, expected: date
) -> None:
    assert add_months(start, months) == expected


@given(DAYS, st.integers(0, 1200))
def test_adding_months_and_counting_them_agree(start: date, months: int) -> None:
    assert whole_months(start, add_months(start, months)) == months


@given(DAYS, st.integers(0, 40_000))
def test_counted_months_bracket_the_day(start: date, days: int) -> None:
    end = start + timedelta(days)
    months = whole_months(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


def test_a_partial_date_keeps_no_more_than_is_known() -> None:
    assert PartialDate(date(1958, 7, 9), Precision.YEAR) == PartialDate.of_year(1958)
    assert PartialDate(date(1958, 7, 9), Precision.MONTH) == PartialDate.of_month(1958, 7)
    assert PartialDate(date(1958, 7, 9)) != PartialDate.of_year(1958)


def test_a_partial_date_knows_its_first_and_last_possible_day() -> None:
    assert PartialDate.of_year(1958).earliest == date(1958, 1, 1)
    assert PartialDate.of_year(1958).latest == date(1958, 12, 31)
    assert PartialDate.of_month(2024, 2).latest == date(2024, 2, 29)
    assert PartialDate(date(2024, 2, 3)).latest == date(2024, 2, 3)


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (PartialDate(date(2026, 2, 20)), date(2026, 11, 24), Age(0, 9, 0)),
        (PartialDate(date(2026, 2, 20)), date(2026, 11, 19), Age(0, 8, 0)),
        (PartialDate(date(1958, 12, 31)), date(2026, 11, 24), Age(67, 814, 67)),
        (PartialDate.of_year(1958), date(2026, 11, 24), Age(68, None, 67)),
        (PartialDate.of_year(1958), date(2026, 12, 31), Age(68, None, 68)),
        (PartialDate.of_month(2024, 11), date(2026, 11, 24), Age(2, None, 1)),
        (PartialDate.of_year(2026), date(2026, 11, 24), Age(0, None, 0)),
        (PartialDate(date(2026, 12, 1)), date(2026, 11, 24), None),
    ],
)
def test_ages_say_only_what_the_birth_date_settles(
    born: PartialDate, on: date, expected: Age | None
) -> None:
    assert born.age_on(on) == expected


@given(DAYS, st.sampled_from(list(Precision)), st.integers(0, 40_000))
def test_a_known_age_in_months_is_true_of_every_possible_birthday(
    day: date, precision: Precision, later: int
) -> None:
    born = PartialDate(day, precision)
    on = born.earliest + timedelta(later)
    months = born.months_on(on)
    if months is not None:
        assert whole_months(born.earliest, on) == months
        assert whole_months(min(born.latest, on), on) == months
    age = born.age_on(on)
    assert age is not None
    assert 0 <= age.least_years <= age.years <= age.least_years + 1

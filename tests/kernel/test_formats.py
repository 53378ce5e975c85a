"""Hand-written formatters say what Babel says, and what the design guide says."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import formats
from portal.kernel.partial_date import PartialDate

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))
PATTERNS = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}


@given(DAYS, st.sampled_from(["vi", "en"]))
def test_days_read_as_babel_writes_them(day: date, language: str) -> None:
    expected = format_date(day, PATTERNS[language], locale=language)

    assert formats.day(day, language=language) == expected


@given(DAYS)
def test_weekdays_read_as_babel_writes_them(day: date) -> None:
    weekday = format_date(day, "EEEE", locale="vi")

    assert formats.long_day(day, language="vi").startswith(weekday)


@given(
    st.decimals(min_value=-(10**6), max_value=10**6, places=2, allow_nan=False),
    st.sampled_from(["vi", "en"]),
)
def test_numbers_read_as_babel_writes_them(value: Decimal, language: str) -> None:
    expected = format_decimal(value, "#,##0.##", locale=language)

    assert formats.number(value, language=language) == expected


def test_a_late_evening_belongs_to_the_next_day_in_viet_nam() -> None:
    moment = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)

    assert formats.day(moment, language="vi") == "25/11/2026"
    assert formats.clock_time(moment) == "0:30"


@pytest.mark.parametrize(
    ("born", "language", "expected"),
    [
        (PartialDate(date(2026, 2, 20)), "vi", "9\u00a0tháng"),
        (PartialDate(date(2026, 10, 20)), "en", "1\u00a0month"),
        (PartialDate(date(2024, 11, 24)), "vi", "2\u00a0tuổi"),
        (PartialDate.of_year(1941), "vi", "85\u00a0tuổi"),
        (PartialDate(date(1995, 4, 2)), "en", "31\u00a0years"),
    ],
)
def test_ages_are_months_under_two_years(born: PartialDate, language: str, expected: str) -> None:
    assert formats.age(born.age_on(date(2026, 11, 24)), language=language) == expected


def test_money_has_its_unit_behind_a_hard_blank() -> None:
    assert formats.dong(1000, language="vi") == "1.000\u00a0đ"
    assert formats.dong(1000, language="en") == "1,000\u00a0VND"


def test_a_birth_year_stays_a_year() -> None:
    assert formats.partial_day(PartialDate.of_year(1941), language="vi") == "1941"
    assert formats.partial_day(PartialDate.of_month(2023, 9), language="vi") == "9/2023"

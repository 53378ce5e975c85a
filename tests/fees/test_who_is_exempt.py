"""Nothing is asked for children under six, and of whom the commune says so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fees.exemption_rules import exemption_for, is_under_six
from portal.fees.models import ExemptionKind
from portal.kernel.partial_date import PartialDate, Precision

YEAR = 2026


@pytest.mark.parametrize(
    ("born", "under"),
    [
        (PartialDate(date(2020, 1, 1)), False),
        (PartialDate(date(2020, 1, 2)), True),
        (PartialDate(date(2019, 12, 31)), False),
        (PartialDate(date(2026, 6, 20)), True),
        (PartialDate(date(2020, 2, 29)), True),
        (PartialDate.of_month(2020, 1), True),
        (PartialDate.of_month(2019, 12), False),
        (PartialDate.of_year(2020), True),
        (PartialDate.of_year(2019), False),
    ],
    ids=[
        "six that day", "six the day after", "six the day before", "born in the year",
        "born on a leap day", "January of the sixth year", "December before it",
        "only the year, perhaps under six", "only the year, six for sure",
    ],
)  # fmt: skip
def test_a_child_is_under_six_on_the_first_of_january(born: PartialDate, under: bool) -> None:
    assert is_under_six(born, YEAR) is under


@given(st.dates(date(2015, 1, 1), date(2026, 12, 31)), st.sampled_from(Precision))
def test_who_is_under_six_for_sure_never_pays(day: date, precision: Precision) -> None:
    born = PartialDate(day, precision)

    if born.earliest > date(YEAR - 6, 1, 1):
        assert is_under_six(born, YEAR)
    if born.latest <= date(YEAR - 6, 1, 1) - timedelta(days=1):
        assert not is_under_six(born, YEAR)
    assert not is_under_six(born, YEAR) or is_under_six(born, YEAR - 1)


def test_the_reason_is_the_day_of_birth_before_any_paper() -> None:
    child, adult = PartialDate(date(2024, 5, 6)), PartialDate(date(1990, 5, 6))
    papers = {ExemptionKind.OTHER, ExemptionKind.POOR_HOUSEHOLD}

    assert exemption_for(child, papers, YEAR) is ExemptionKind.UNDER_SIX
    assert exemption_for(adult, papers, YEAR) is ExemptionKind.POOR_HOUSEHOLD
    assert exemption_for(adult, (), YEAR) is None

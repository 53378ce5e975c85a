"""A child beside the WHO reference.

Expected lines are the rounded figures of WHO's simplified field tables (z-scores).
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.record.growth import (
    GrowthMeasure,
    GrowthVerdict,
    bmi,
    day_of_month,
    judge,
    lms_at,
    reference_lines,
    z_score,
)

WEIGHT, HEIGHT, BMI = GrowthMeasure.WEIGHT, GrowthMeasure.HEIGHT, GrowthMeasure.BMI
VY_BORN = PartialDate(date(2026, 2, 20))


@pytest.mark.parametrize(
    ("measure", "sex", "month", "low", "median", "high"),
    [
        (WEIGHT, Sex.FEMALE, 0, 2.4, 3.2, 4.2),
        (WEIGHT, Sex.FEMALE, 9, 6.5, 8.2, 10.5),
        (WEIGHT, Sex.FEMALE, 12, 7.0, 8.9, 11.5),
        (WEIGHT, Sex.MALE, 12, 7.7, 9.6, 12.0),
        (WEIGHT, Sex.MALE, 60, 14.1, 18.3, 24.2),
        (HEIGHT, Sex.FEMALE, 9, 65.3, 70.1, 75.0),
        (HEIGHT, Sex.MALE, 12, 71.0, 75.7, 80.5),
        (HEIGHT, Sex.MALE, 36, 88.7, 96.1, 103.5),
        (BMI, Sex.MALE, 24, 13.8, 16.0, 18.9),
        (BMI, Sex.FEMALE, 120, 13.5, 16.6, 22.6),
        (HEIGHT, Sex.FEMALE, 228, 150.1, 163.2, 176.2),
    ],
)
def test_the_lines_are_those_of_the_published_tables(
    measure: GrowthMeasure, sex: Sex, month: int, low: float, median: float, high: float
) -> None:
    lines = {line.z: dict(line.points)[month] for line in reference_lines(measure, sex, 0, 228)}
    assert lines[-2] == pytest.approx(low, abs=0.06)
    assert lines[0] == pytest.approx(median, abs=0.06)
    assert lines[2] == pytest.approx(high, abs=0.06)


def test_vys_weight_is_usual_for_her_age() -> None:
    growth = judge(WEIGHT, Sex.FEMALE, VY_BORN, date(2026, 11, 20), 7.6)
    assert growth is not None
    assert growth.verdict is GrowthVerdict.WITHIN
    assert growth.z == pytest.approx(-0.66, abs=0.05)
    assert growth.label.vi == "Bình thường so với tuổi"
    assert growth.source == "WHO Child Growth Standards 2006"


@pytest.mark.parametrize(
    ("weight", "verdict"),
    [
        (6.4, GrowthVerdict.BELOW),
        (6.6, GrowthVerdict.WITHIN),
        (10.4, GrowthVerdict.WITHIN),
        (10.6, GrowthVerdict.ABOVE),
    ],
)
def test_two_spreads_part_the_verdicts(weight: float, verdict: GrowthVerdict) -> None:
    growth = judge(WEIGHT, Sex.FEMALE, VY_BORN, date(2026, 11, 20), weight)
    assert growth is not None
    assert growth.verdict is verdict


@pytest.mark.parametrize(
    ("birth", "sex", "measured_on", "value"),
    [
        (PartialDate.of_year(2026), Sex.FEMALE, date(2026, 11, 20), 7.6),
        (PartialDate.of_month(2026, 2), Sex.FEMALE, date(2026, 11, 20), 7.6),
        (VY_BORN, Sex.UNKNOWN, date(2026, 11, 20), 7.6),
        (VY_BORN, Sex.FEMALE, date(2026, 1, 1), 7.6),
        (VY_BORN, Sex.FEMALE, date(2026, 11, 20), 0.0),
        (PartialDate(date(2012, 1, 1)), Sex.FEMALE, date(2026, 11, 20), 40.0),
        (PartialDate(date(1990, 1, 1)), Sex.FEMALE, date(2026, 11, 20), 55.0),
    ],
)
def test_what_cannot_be_compared_has_no_verdict(
    birth: PartialDate, sex: Sex, measured_on: date, value: float
) -> None:
    assert judge(WEIGHT, sex, birth, measured_on, value) is None


def test_bmi_is_compared_to_nineteen_and_names_the_later_reference() -> None:
    growth = judge(BMI, Sex.MALE, PartialDate(date(2012, 1, 1)), date(2026, 11, 20), bmi(45, 158))
    assert growth is not None
    assert growth.source == "WHO Reference 2007"


@given(
    st.sampled_from(list(GrowthMeasure)),
    st.sampled_from([Sex.MALE, Sex.FEMALE]),
    st.integers(0, 3650),
    st.floats(-3, 3),
)
def test_a_value_on_a_line_has_the_z_of_the_line(
    measure: GrowthMeasure, sex: Sex, days: int, z: float
) -> None:
    lms = lms_at(measure, sex, days)
    assert lms is not None
    assert z_score(measure, sex, days, lms.value_at(z)) == pytest.approx(z, abs=0.001)


@given(
    st.sampled_from(list(GrowthMeasure)),
    st.sampled_from([Sex.MALE, Sex.FEMALE]),
    st.integers(0, 3650),
    st.floats(1, 150),
    st.floats(0.1, 20),
)
def test_more_is_never_a_lower_z(
    measure: GrowthMeasure, sex: Sex, days: int, value: float, more: float
) -> None:
    low, high = (z_score(measure, sex, days, each) for each in (value, value + more))
    assert low is not None
    assert high is not None
    assert low < high


def test_lines_stop_where_the_reference_stops() -> None:
    (line, *_) = reference_lines(WEIGHT, Sex.MALE, 110, 130)
    assert line.points[-1][0] == 120
    last = day_of_month(228)
    assert lms_at(HEIGHT, Sex.MALE, last) is not None
    assert lms_at(HEIGHT, Sex.MALE, last + 31) is None
    assert lms_at(HEIGHT, Sex.MALE, -1) is None
    assert judge(HEIGHT, Sex.MALE, VY_BORN, VY_BORN.day + timedelta(20_000), 160) is None


def test_sentences_about_growth_are_short_and_never_call_a_child_abnormal() -> None:
    for measure, value in ((WEIGHT, 8.2), (HEIGHT, 70.0), (BMI, 16.0)):
        for factor in (0.5, 1, 2):
            growth = judge(measure, Sex.FEMALE, VY_BORN, date(2026, 11, 20), value * factor)
            assert growth is not None
            for text in (growth.label, growth.action):
                assert max(len(text.vi.split()), len(text.en.split())) <= 15
                assert "bất thường" not in text.vi

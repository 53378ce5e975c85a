"""Where a result lies: the reviewed table, units, ages, and texts that are no numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.partial_date import Age
from portal.people.kinds import Sex
from portal.visits.lab_tests import TABLE, TESTS, LabTest, Verdict, recognise
from portal.visits.lab_values import Reading, is_positive, read_number, unit_key
from portal.visits.lab_verdicts import Judged, judge, number_line

WOMAN_68 = Age(years=68, months=820, least_years=68)
CHILD_1 = Age(years=1, months=14, least_years=1)
BORN_1958 = Age(years=68, months=None, least_years=67)


def judged(
    code: str, text: str, unit: str | None, sex: Sex = Sex.FEMALE, age: Age | None = WOMAN_68
) -> Judged:
    return judge(TESTS[code], text, unit, sex=sex, age=age)


@pytest.mark.parametrize(
    ("name", "code", "test"),
    [
        ("Glucose", "23.0001", "glucose"),
        ("Định lượng Glucose [Máu]", "", "glucose"),
        ("Đường máu lúc đói", "", "glucose_fasting"),
        ("Glucose (máu, lúc đói)", "", "glucose_fasting"),
        ("Glucose niệu", "", "urine_glucose"),
        ("HbA1c", "", "hba1c"),
        ("Định lượng Creatinin (máu)", "", "creatinine"),
        ("Huyết sắc tố (Hb)", "HGB", "haemoglobin"),
        ("Số lượng bạch cầu", "WBC", "white_cells"),
        ("CRP định tính", "CRP", "crp_quick"),
        ("Bilirubin toàn phần", "", "bilirubin"),
        ("Đo hoạt độ ALT (GPT) [Máu]", "", "alt"),
        ("", "PLT", "platelets"),
        ("HDL-C", "", "hdl"),
        ("LDL - C (Low density lipoprotein Cholesterol)", "", "ldl"),
    ],
)
def test_a_test_is_recognised_by_its_name_before_its_code(name: str, code: str, test: str) -> None:
    assert recognise(name, code) is TESTS[test]


@pytest.mark.parametrize("name", ["", "Tổng phân tích tế bào máu", "X-quang ngực", "Máu"])
def test_an_unknown_test_stays_unknown(name: str) -> None:
    assert recognise(name) is None


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("7.8", Reading(Decimal("7.8"), "", "")),
        ("7,8", Reading(Decimal("7.8"), "", "")),
        ("< 0.5", Reading(Decimal("0.5"), "<", "")),
        ("≥ 30", Reading(Decimal(30), ">", "")),
        ("4.1 mmol/L", Reading(Decimal("4.1"), "", "mmol/L")),
        ("Âm tính", None),
        ("1.234.567", None),
        ("7,8,9", None),
        ("7.200", None),
        ("0.125", Reading(Decimal("0.125"), "", "")),
        ("15,2 10^9/L", Reading(Decimal("15.2"), "", "10^9/L")),
        ("120/80", Reading(Decimal(120), "", "/80")),
        ("", None),
    ],
)
def test_numbers_are_read_only_where_the_text_is_plain(text: str, reading: Reading | None) -> None:
    assert read_number(text) == reading


@pytest.mark.parametrize(
    ("text", "positive"),
    [
        ("Âm tính", False),
        ("(-)", False),
        ("Dương tính (+)", True),
        ("++", True),
        ("2+", True),
        ("(+)", True),
        ("vết", None),
        ("98", None),
    ],
)
def test_results_in_words_are_positive_negative_or_neither(
    text: str, positive: bool | None
) -> None:
    assert is_positive(text) is positive


@pytest.mark.parametrize(
    ("one", "other"),
    [("10^9/L", "10⁹/l"), ("x10^9/L", "10*9/L"), ("µmol/L", "umol/L"), ("K/µL", "K/uL")],
)
def test_units_are_the_same_however_they_are_typed(one: str, other: str) -> None:
    assert unit_key(one) == unit_key(other)


@pytest.mark.parametrize(
    ("code", "text", "unit", "verdict"),
    [
        ("glucose_fasting", "7,8", "mmol/L", Verdict.ABOVE),
        ("glucose_fasting", "6.4", "mmol/L", Verdict.WITHIN),
        ("glucose_fasting", "3.8", "mmol/L", Verdict.BELOW),
        ("glucose", "126", "mg/dL", Verdict.ABOVE),
        ("glucose", "4.1 mmol/L", "mmol/L", Verdict.WITHIN),
        ("glucose", "4.1 mmol/L", "", Verdict.WITHIN),
        ("creatinine", "68", "µmol/L", Verdict.WITHIN),
        ("creatinine", "0.77", "mg/dL", Verdict.WITHIN),
        ("hba1c", "7,2", "%", Verdict.ABOVE),
        ("haemoglobin", "11.8", "g/dL", Verdict.BELOW),
        ("white_cells", "15,2", "G/L", Verdict.ABOVE),
        ("white_cells", "7200", "/mm3", Verdict.WITHIN),
        ("crp", "<0.5", "mg/L", Verdict.WITHIN),
        ("crp", ">10", "mg/L", Verdict.ABOVE),
        ("crp_quick", "Dương tính (+)", None, Verdict.ABOVE),
        ("urine_protein", "Âm tính", None, Verdict.WITHIN),
        ("hdl", "0.9", "mmol/L", Verdict.BELOW),
    ],
)
def test_a_result_with_its_unit_has_a_verdict(
    code: str, text: str, unit: str | None, verdict: Verdict
) -> None:
    assert judged(code, text, unit).verdict is verdict


@pytest.mark.parametrize(
    ("code", "text", "unit", "sex", "age"),
    [
        ("haemoglobin", "98", None, Sex.FEMALE, WOMAN_68),
        ("haemoglobin", "98", "", Sex.FEMALE, WOMAN_68),
        ("glucose", "7.8", "mmol", Sex.FEMALE, WOMAN_68),
        ("glucose", "4.1 mmol/L", "mg/dL", Sex.FEMALE, WOMAN_68),
        ("glucose", "Âm tính", "mmol/L", Sex.FEMALE, WOMAN_68),
        ("crp", "<10", "mg/L", Sex.FEMALE, WOMAN_68),
        ("bilirubin", "210", "µmol/L", Sex.FEMALE, Age(0, 0, 0)),
        ("creatinine", "68", "µmol/L", Sex.UNKNOWN, WOMAN_68),
        ("creatinine", "68", "µmol/L", Sex.FEMALE, None),
        ("urine_protein", "vết", None, Sex.FEMALE, WOMAN_68),
    ],
)
def test_what_cannot_be_compared_has_no_verdict_and_no_sentence(
    code: str, text: str, unit: str | None, sex: Sex, age: Age | None
) -> None:
    result = judged(code, text, unit, sex, age)
    assert (result.verdict, result.action) == (Verdict.UNKNOWN, None)


def test_a_birth_year_alone_is_enough_where_both_ages_have_the_same_range() -> None:
    assert judged("creatinine", "68", "µmol/L", age=BORN_1958).verdict is Verdict.WITHIN
    about_fifteen = Age(years=15, months=None, least_years=14)
    assert judged("haemoglobin", "125", "g/L", Sex.MALE, about_fifteen).verdict is Verdict.UNKNOWN


def test_children_have_their_own_limits_or_none() -> None:
    assert judged("haemoglobin", "106", "g/L", age=CHILD_1).verdict is Verdict.WITHIN
    assert judged("haemoglobin", "104", "g/L", age=CHILD_1).verdict is Verdict.BELOW
    assert judged("creatinine", "30", "µmol/L", age=CHILD_1).verdict is Verdict.UNKNOWN


def test_haemoglobin_is_not_compared_in_pregnancy() -> None:
    result = judge(TESTS["haemoglobin"], "112", "g/L", sex=Sex.FEMALE, age=WOMAN_68, pregnant=True)
    assert result.verdict is Verdict.UNKNOWN


def test_the_sentence_and_the_range_come_from_the_table() -> None:
    result = judged("glucose_fasting", "140", "mg/dL")
    assert (result.value, result.unit) == (Decimal("7.77"), "mmol/L")
    assert (result.low, result.high) == (Decimal("3.9"), Decimal("6.4"))
    assert result.action is TESTS["glucose_fasting"].actions[Verdict.ABOVE]
    assert judged("urine_protein", "++", None).label is TESTS["urine_protein"].positive


@pytest.mark.parametrize("test", TESTS.values(), ids=list(TESTS))
def test_every_test_of_the_table_can_say_what_it_may_have_to_say(test: LabTest) -> None:
    wanted = {Verdict.WITHIN, Verdict.ABOVE} if test.in_words else set(Verdict) - {Verdict.UNKNOWN}
    assert set(test.actions) == wanted
    for action in test.actions.values():
        assert max(len(action.vi.split()), len(action.en.split())) <= 15, action
        assert "bất thường" not in action.vi
    assert test.in_words or (test.unit and test.ranges)


def test_the_table_says_that_nobody_has_reviewed_it_yet() -> None:
    assert (TABLE.reviewed_by == "") == (TABLE.reviewed_on is None)


NUMBERS = st.decimals("0.1", "9999", places=1)


@given(st.sampled_from([each for each in TESTS.values() if not each.in_words]), NUMBERS)
def test_the_line_shows_what_the_verdict_says(test: LabTest, value: Decimal) -> None:
    result = judge(test, str(value), test.unit, sex=Sex.MALE, age=WOMAN_68)
    line = number_line(result)
    assert line is not None
    assert 0 <= line.low_at < line.high_at <= 100
    assert 3 <= line.value_at <= 97 or result.verdict is Verdict.WITHIN
    if result.verdict is Verdict.WITHIN:
        assert line.low_at <= line.value_at <= line.high_at
    elif result.verdict is Verdict.ABOVE:
        assert line.value_at > line.high_at
    else:
        assert line.value_at < line.low_at

"""Where every dose of a child's schedule stands: tables of cases."""

from datetime import date, timedelta

import pytest

from portal.immunisation.antigens import Antigen
from portal.immunisation.doses import DoseState, Review
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from tests.immunisation.courses import (
    PHU_THO,
    QUANG_NGAI,
    THANH_HOA,
    TODAY,
    VY_BORN,
    a_dose,
    the_course,
    vys_doses,
)

DONE, DUE, OVERDUE = DoseState.DONE, DoseState.DUE, DoseState.OVERDUE
NOT_YET, CANNOT, UNKNOWN = DoseState.NOT_YET, DoseState.CANNOT, DoseState.UNKNOWN


@pytest.mark.parametrize(
    ("key", "state", "due_on"),
    [
        (("hepb_birth", 1), DONE, None),
        (("bcg", 1), DONE, None),
        (("penta", 3), DONE, None),
        (("opv", 3), DONE, None),
        (("rota", 2), DONE, None),
        (("ipv", 1), OVERDUE, date(2026, 7, 20)),
        (("ipv", 2), NOT_YET, None),
        (("measles", 1), DUE, date(2026, 11, 20)),
        (("je", 1), NOT_YET, date(2027, 2, 20)),
        (("je", 2), NOT_YET, date(2027, 2, 27)),
        (("mr", 1), NOT_YET, date(2027, 8, 20)),
        (("dpt4", 1), NOT_YET, date(2027, 8, 20)),
        (("pcv", 1), DoseState.NOT_IN_AREA, None),
        (("hpv", 1), DoseState.NOT_IN_AREA, None),
    ],
)
def test_vys_course_is_the_one_of_the_picture(
    key: tuple[str, int], state: DoseState, due_on: date | None
) -> None:
    dose = the_course(vys_doses())[key]
    assert (dose.state, dose.due_on) == (state, due_on)


def test_an_overdue_dose_says_how_long_and_the_next_one_waits_for_it() -> None:
    course = the_course(vys_doses())
    assert course["ipv", 1].overdue_months == 4
    assert course["ipv", 2].waiting_for == course["ipv", 1].label


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 19), NOT_YET),
        (date(2026, 11, 20), DUE),
        (date(2026, 12, 18), DUE),
        (date(2026, 12, 19), OVERDUE),
    ],
)
def test_a_dose_is_due_for_28_days_before_it_is_overdue(today: date, state: DoseState) -> None:
    assert the_course(vys_doses(), today=today)["measles", 1].state is state


@pytest.mark.parametrize(
    ("days", "hepatitis", "tuberculosis"),
    [(0, DUE, DUE), (1, DUE, DUE), (2, CANNOT, DUE), (31, CANNOT, OVERDUE), (365, CANNOT, CANNOT)],
)
def test_the_doses_at_birth_have_their_own_windows(
    days: int, hepatitis: DoseState, tuberculosis: DoseState
) -> None:
    course = the_course(today=VY_BORN.day + timedelta(days))
    assert course["hepb_birth", 1].state is hepatitis
    assert course["bcg", 1].state is tuberculosis


def test_a_dose_too_late_to_give_says_why() -> None:
    course = the_course(today=date(2026, 8, 20))
    assert course["rota", 1].state is course["rota", 2].state is CANNOT
    reason = course["rota", 1].reason
    assert reason is not None
    assert reason.vi == "Chỉ uống trước 6 tháng tuổi."


def test_a_dose_whose_interval_ends_after_its_latest_age_can_no_longer_be_given() -> None:
    late_first = [a_dose("rota", date(2026, 8, 1))]
    assert the_course(late_first, today=date(2026, 8, 5))["rota", 2].state is CANNOT


def test_the_least_interval_moves_the_next_dose() -> None:
    late_first = [a_dose("dpt_hepb_hib", date(2026, 6, 1))]
    dose = the_course(late_first, today=date(2026, 6, 2))["penta", 2]
    assert (dose.state, dose.due_on) == (NOT_YET, date(2026, 6, 29))


def test_combinations_count_for_each_of_their_courses() -> None:
    days = (date(2026, 4, 20), date(2026, 5, 20), date(2026, 6, 20))
    course = the_course([a_dose("dtap_ipv_hib_hepb", day) for day in days])
    for key in (("penta", 3), ("opv", 3), ("ipv", 2)):
        assert course[key].state is DONE


def test_a_combination_without_hepatitis_b_counts_and_names_the_gap() -> None:
    course = the_course(
        [a_dose("hepb_birth", VY_BORN.day), a_dose("dtap_ipv_hib", date(2026, 4, 20))]
    )
    assert course["penta", 1].state is DONE
    assert course["penta", 1].missing == (Antigen.HEPATITIS_B,)


def test_the_fourth_dpt_dose_is_the_booster() -> None:
    doses = [*vys_doses(), a_dose("dpt", date(2027, 8, 21))]
    course = the_course(doses, today=date(2027, 9, 1))
    assert course["dpt4", 1].state is DONE
    assert course["dpt4", 1].given == doses[-1]


def test_drops_and_injections_against_polio_are_two_courses() -> None:
    course = the_course([a_dose("bopv", date(2026, 4, 20)), a_dose("ipv", date(2026, 7, 20))])
    assert course["opv", 2].state is OVERDUE
    assert course["ipv", 1].state is DONE


def test_a_second_measles_dose_without_rubella_leaves_the_measles_rubella_dose_open() -> None:
    born = PartialDate(date(2024, 2, 10))
    doses = [a_dose("measles", date(2024, 11, 14)), a_dose("measles", date(2025, 8, 20))]
    assert the_course(doses, born=born)["mr", 1].state is OVERDUE
    assert (
        the_course([doses[0], a_dose("mmr", date(2025, 8, 20))], born=born)["mr", 1].state is DONE
    )


def test_the_live_vaccine_against_encephalitis_is_complete_with_two_doses() -> None:
    born = PartialDate(date(2024, 2, 10))
    live = [a_dose("je_live", date(2025, 2, 12)), a_dose("je_live", date(2026, 2, 12))]
    assert ("je", 3) not in the_course(live, born=born)
    inactivated = [a_dose("je", date(2025, 2, 12)), a_dose("je", date(2025, 2, 20))]
    assert the_course(inactivated, born=born)["je", 3].state is OVERDUE


def test_the_same_dose_typed_in_twice_counts_once() -> None:
    twice = [a_dose("dpt_hepb_hib", date(2026, 4, 24))] * 2
    assert the_course(twice)["penta", 2].state is OVERDUE


def test_a_dose_before_its_age_counts_and_is_marked_for_staff() -> None:
    dose = the_course([a_dose("measles", date(2026, 10, 1))])["measles", 1]
    assert (dose.state, dose.reviews) == (DONE, (Review.TOO_EARLY,))


def test_a_dose_too_soon_after_another_counts_and_is_marked_for_staff() -> None:
    doses = [a_dose("dpt_hepb_hib", day) for day in (date(2026, 4, 24), date(2026, 5, 21))]
    course = the_course(doses)
    assert (course["penta", 1].reviews, course["penta", 2].reviews) == ((), (Review.TOO_CLOSE,))


@pytest.mark.parametrize(
    ("code", "number", "reviews"),
    [
        ("dpt_hepb_hib", 3, (Review.NUMBER_DIFFERS,)),
        ("dpt_hepb_hib", 1, ()),
        ("dpt_hepb_hib", 0, ()),
        ("dpt_hepb_hib", None, ()),
    ],
)
def test_a_dose_number_that_does_not_fit_is_marked_never_trusted(
    code: str, number: int | None, reviews: tuple[Review, ...]
) -> None:
    assert the_course([a_dose(code, date(2026, 4, 24), number)])["penta", 1].reviews == reviews


@pytest.mark.parametrize(
    ("area", "state"),
    [
        (QUANG_NGAI, OVERDUE),
        (PHU_THO, DoseState.NOT_IN_AREA),
        (THANH_HOA, DoseState.NOT_IN_AREA),
        (None, UNKNOWN),
    ],
)
def test_a_vaccine_rolled_out_by_province_depends_on_the_area(
    area: str | None, state: DoseState
) -> None:
    assert the_course(vys_doses(), area=area)["pcv", 1].state is state


def test_a_child_past_the_first_dose_when_a_vaccine_came_is_not_asked_for_it() -> None:
    course = the_course(born=PartialDate(date(2025, 9, 1)), area=QUANG_NGAI)
    assert ("pcv", 1) not in course


def test_hpv_is_for_girls() -> None:
    assert ("hpv", 1) not in the_course(sex=Sex.MALE, area=QUANG_NGAI)
    assert the_course(sex=Sex.FEMALE, area=QUANG_NGAI)["hpv", 1].due_on == date(2037, 2, 20)


@pytest.mark.parametrize(
    ("born", "measles", "encephalitis"),
    [
        (PartialDate.of_year(2026), UNKNOWN, NOT_YET),
        (PartialDate.of_year(2025), OVERDUE, UNKNOWN),
        (PartialDate.of_year(2023), OVERDUE, OVERDUE),
        (PartialDate.of_month(2026, 2), UNKNOWN, NOT_YET),
        (PartialDate.of_month(2026, 7), NOT_YET, NOT_YET),
    ],
)
def test_a_birth_year_alone_leaves_open_what_depends_on_it(
    born: PartialDate, measles: DoseState, encephalitis: DoseState
) -> None:
    course = the_course(born=born)
    assert course["measles", 1].state is measles
    assert course["je", 1].state is encephalitis
    assert course["measles", 1].due_on is None
    assert course["measles", 1].overdue_months is None


def test_a_dose_known_to_its_month_delays_the_next_one_as_long_as_it_can() -> None:
    doses = [a_dose("dpt_hepb_hib", PartialDate.of_month(2026, 4))]
    assert the_course(doses)["penta", 2].due_on == date(2026, 5, 28)
    assert the_course(doses)["penta", 1].reviews == ()


def test_after_school_entry_a_missing_dose_is_not_recorded_instead_of_overdue() -> None:
    course = the_course(born=PartialDate(date(2018, 3, 1)))
    assert course["measles", 1].state is UNKNOWN
    assert course["td", 1].state is OVERDUE


def test_an_adult_has_no_childs_plan_but_keeps_the_doses_given() -> None:
    born = PartialDate(date(1990, 5, 1))
    assert the_course(born=born) == {}
    assert set(the_course([a_dose("measles", date(1991, 3, 1))], born=born)) == {("measles", 1)}


def test_a_list_exported_before_the_day_cannot_show_the_dose() -> None:
    old = the_course(vys_doses(), list_date=date(2026, 7, 1))
    assert (old["ipv", 1].state, old["ipv", 1].after_list) == (OVERDUE, True)
    assert not the_course(vys_doses(), list_date=TODAY)["ipv", 1].after_list

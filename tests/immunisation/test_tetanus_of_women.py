"""UV1 to UV5: intervals, pregnancies, and whom the table is for."""

from datetime import date

import pytest

from portal.immunisation.doses import DoseState, GivenDose, Review
from portal.immunisation.tetanus import tetanus_course
from portal.immunisation.vaccines import VACCINES
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from tests.immunisation.courses import TODAY, a_dose

LAN_BORN = PartialDate(date(1998, 4, 3))


def uv(on: date, month: int | None = None) -> GivenDose:
    return GivenDose(
        name="Uốn ván", vaccine=VACCINES["tt"], given_on=PartialDate(on), gestation_month=month
    )


@pytest.mark.parametrize(
    ("given", "due_on", "state"),
    [
        ([], None, DoseState.NOT_YET),
        ([date(2026, 11, 1)], date(2026, 11, 29), DoseState.NOT_YET),
        ([date(2026, 10, 1)], date(2026, 10, 29), DoseState.DUE),
        ([date(2026, 6, 1), date(2026, 7, 1)], date(2027, 1, 1), DoseState.NOT_YET),
        ([date(2024, 6, 1), date(2024, 7, 1)], date(2025, 1, 1), DoseState.DUE),
        (
            [date(2024, 6, 1), date(2024, 7, 1), date(2026, 1, 31)],
            date(2027, 1, 31),
            DoseState.NOT_YET,
        ),
    ],
)
def test_the_next_dose_follows_its_interval_and_is_never_overdue(
    given: list[date], due_on: date | None, state: DoseState
) -> None:
    doses = [uv(on) for on in given]
    following = tetanus_course(doses, LAN_BORN, sex=Sex.FEMALE, today=TODAY)[len(given)]
    assert (following.due_on, following.state) == (due_on, state)


def test_a_pregnancy_makes_the_first_dose_due_and_brings_later_ones_forward() -> None:
    since = date(2026, 9, 1)
    first = tetanus_course([], LAN_BORN, sex=Sex.FEMALE, today=TODAY, pregnant_since=since)[0]
    assert (first.state, first.due_on) == (DoseState.DUE, since)
    two = [uv(date(2026, 5, 1)), uv(date(2026, 6, 1))]
    third = tetanus_course(two, LAN_BORN, sex=Sex.FEMALE, today=TODAY, pregnant_since=since)[2]
    assert third.due_on == since


def test_all_five_doses_are_done_once_each() -> None:
    days = [date(2015, 1, 1), date(2015, 2, 1), date(2016, 1, 1), date(2018, 1, 1)]
    course = tetanus_course(
        [uv(on) for on in [*days, days[0]]], LAN_BORN, sex=Sex.FEMALE, today=TODAY
    )
    assert [dose.state for dose in course] == [DoseState.DONE] * 4 + [DoseState.DUE]


def test_a_close_dose_is_marked_unless_a_pregnancy_explains_it() -> None:
    first, second = uv(date(2020, 1, 1)), uv(date(2020, 2, 1))
    plain = tetanus_course(
        [first, second, uv(date(2020, 5, 1))], LAN_BORN, sex=Sex.FEMALE, today=TODAY
    )
    pregnant = tetanus_course(
        [first, second, uv(date(2020, 5, 1), 5)], LAN_BORN, sex=Sex.FEMALE, today=TODAY
    )
    assert plain[2].reviews == (Review.TOO_CLOSE,)
    assert pregnant[2].reviews == ()


def test_doses_of_childhood_are_not_uv_doses() -> None:
    course = tetanus_course([a_dose("td", date(2005, 5, 1))], LAN_BORN, sex=Sex.FEMALE, today=TODAY)
    assert course[0].given is None


@pytest.mark.parametrize(
    ("sex", "born"),
    [
        (Sex.MALE, LAN_BORN),
        (Sex.FEMALE, PartialDate(date(2020, 1, 1))),
        (Sex.FEMALE, PartialDate.of_year(1941)),
    ],
)
def test_the_table_is_for_women_of_childbearing_age(sex: Sex, born: PartialDate) -> None:
    assert tetanus_course([], born, sex=sex, today=TODAY) == ()

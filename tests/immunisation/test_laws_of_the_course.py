"""What holds for every history, not only for the ones we thought of."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.immunisation.agenda import agenda_of
from portal.immunisation.doses import DoseState, GivenDose
from portal.immunisation.schedule import schedule_on
from portal.immunisation.vaccines import VACCINES
from portal.kernel.partial_date import PartialDate, Precision
from tests.immunisation.courses import QUANG_NGAI, TODAY, a_dose, the_course

BIRTHS = st.dates(date(2010, 1, 1), TODAY).map(PartialDate)
PARTIAL_BIRTHS = st.builds(
    PartialDate, st.dates(date(2010, 1, 1), TODAY), st.sampled_from(list(Precision))
).filter(lambda born: born.earliest <= TODAY)
CODES = st.sampled_from(sorted(VACCINES))


@st.composite
def histories(draw: st.DrawFn, born: PartialDate) -> list[GivenDose]:
    days = st.dates(born.earliest, TODAY)
    return [a_dose(draw(CODES), draw(days)) for _ in range(draw(st.integers(0, 14)))]


@given(st.data(), BIRTHS)
def test_no_dose_is_due_before_the_birth_and_none_is_overdue_before_it_is_due(
    data: st.DataObject, born: PartialDate
) -> None:
    for dose in the_course(data.draw(histories(born)), born=born, area=QUANG_NGAI).values():
        if dose.due_on is not None:
            assert dose.due_on >= born.day
        if dose.state in {DoseState.DUE, DoseState.OVERDUE}:
            assert dose.due_on is not None
            assert dose.due_on <= TODAY
        if dose.earliest_on is not None and dose.due_on is not None:
            assert dose.earliest_on <= dose.due_on


@given(st.data(), BIRTHS)
def test_the_order_of_typing_changes_nothing(data: st.DataObject, born: PartialDate) -> None:
    history = data.draw(histories(born))
    shuffled = data.draw(st.permutations(history))
    first, second = the_course(history, born=born), the_course(shuffled, born=born)
    assert {k: v.state for k, v in first.items()} == {k: v.state for k, v in second.items()}


@given(st.data(), BIRTHS)
def test_another_dose_never_makes_a_dose_more_overdue(
    data: st.DataObject, born: PartialDate
) -> None:
    history = data.draw(histories(born))
    one_more = a_dose(data.draw(CODES), data.draw(st.dates(born.day, TODAY)))
    before = the_course(history, born=born)
    after = the_course([*history, one_more], born=born)
    for key, dose in after.items():
        due_before = before[key].due_on if key in before else None
        if dose.state is DoseState.OVERDUE and due_before is not None:
            assert dose.due_on is not None
            assert dose.due_on >= due_before
    assert sum(dose.given is not None for dose in after.values()) >= sum(
        dose.given is not None for dose in before.values()
    )


@given(st.data(), BIRTHS)
def test_every_dose_given_is_read_and_no_dose_fills_two_places_of_a_course(
    data: st.DataObject, born: PartialDate
) -> None:
    history = data.draw(histories(born))
    course = the_course(history, born=born)
    filled = [(key[0], dose.given) for key, dose in course.items() if dose.given is not None]
    days = [(code, dose.given_on) for code, dose in filled]
    assert len(days) == len(set(days))
    agenda = agenda_of(list(course.values()), history, born, today=TODAY)
    assert agenda.given_count == len(history)
    visits = [visit.given_on.day for visit in agenda.visits]
    assert visits == sorted(visits, reverse=True)


@given(st.data(), PARTIAL_BIRTHS)
def test_what_is_said_of_a_partial_birth_date_is_true_of_every_birthday_it_allows(
    data: st.DataObject, born: PartialDate
) -> None:
    last = min(born.latest, TODAY)
    birthday = data.draw(st.dates(born.earliest, last))
    exact = the_course(born=PartialDate(birthday))
    for key, dose in the_course(born=born).items():
        if dose.state is not DoseState.UNKNOWN and key in exact:
            assert exact[key].state is dose.state


@given(BIRTHS, st.integers(0, 7000))
def test_a_day_later_nothing_goes_back_to_not_yet(born: PartialDate, days: int) -> None:
    today = born.day + timedelta(days)
    if schedule_on(today) is not schedule_on(today + timedelta(1)):
        return
    now = the_course(born=born, today=today)
    tomorrow = the_course(born=born, today=today + timedelta(1))
    for key, dose in tomorrow.items():
        if dose.state is DoseState.NOT_YET and key in now:
            assert now[key].state is DoseState.NOT_YET

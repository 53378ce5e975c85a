"""A course as a family reads it (picture 05)."""

from datetime import date

from portal.immunisation.agenda import agenda_of
from portal.immunisation.doses import GivenDose, Review
from portal.immunisation.spans import Span
from portal.kernel.partial_date import PartialDate
from tests.immunisation.courses import TODAY, VY_BORN, a_dose, the_course, vys_doses


def test_what_is_needed_comes_first_and_the_overdue_dose_leads() -> None:
    agenda = agenda_of(list(the_course(vys_doses()).values()), vys_doses(), VY_BORN, today=TODAY)
    assert [dose.label.vi for dose in agenda.need_now] == [
        "Bại liệt tiêm (IPV), mũi 1",
        "Sởi, mũi 1",
    ]
    assert (len(agenda.overdue), len(agenda.due), agenda.given_count) == (1, 1, 10)


def test_doses_of_one_day_come_together_with_their_age() -> None:
    agenda = agenda_of(list(the_course(vys_doses()).values()), vys_doses(), VY_BORN, today=TODAY)
    waiting, encephalitis, boosters = agenda.coming
    assert waiting.due_on is None
    assert waiting.waiting_for == agenda.overdue[0].label
    assert (encephalitis.due_on, encephalitis.at_age) == (date(2027, 2, 20), Span(months=12))
    assert boosters.label.vi == "Sởi – Rubella; Bạch hầu – Ho gà – Uốn ván mũi 4"
    assert (boosters.due_on, boosters.at_age) == (date(2027, 8, 20), Span(months=18))
    assert {dose.key for dose in agenda.later} == {("je", 2), ("je", 3), ("td", 1)}


def test_doses_given_are_read_by_visit_with_the_age_then() -> None:
    agenda = agenda_of(list(the_course(vys_doses()).values()), vys_doses(), VY_BORN, today=TODAY)
    lines = []
    for visit in agenda.visits:
        assert visit.age is not None
        lines.append((visit.age.months, visit.is_newborn, visit.sentence.vi))
    assert lines == [
        (4, False, "5 trong 1 mũi 3; bại liệt uống lần 3"),
        (3, False, "5 trong 1 mũi 2; bại liệt uống lần 2; Rota lần 2"),
        (2, False, "5 trong 1 mũi 1; bại liệt uống lần 1; Rota lần 1"),
        (0, True, "Lao (BCG); viêm gan B sơ sinh"),
    ]


def test_a_vaccine_nobody_recognised_is_shown_as_written() -> None:
    written = GivenDose(name="Vắc xin lạ", vaccine=None, given_on=PartialDate.of_year(2026))
    (visit,) = agenda_of([], [written], VY_BORN, today=TODAY).visits
    assert visit.sentence.vi == "Vắc xin lạ"
    assert visit.age is None


def test_a_dose_for_staff_to_check_is_marked_in_its_visit() -> None:
    doses = [a_dose("measles", date(2026, 10, 1))]
    agenda = agenda_of(list(the_course(doses).values()), doses, VY_BORN, today=TODAY)
    assert agenda.visits[0].lines[0].reviews == (Review.TOO_EARLY,)

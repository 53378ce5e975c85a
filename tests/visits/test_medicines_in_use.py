"""The medicines somebody takes now, as far as visits tell."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.people.kinds import Sensitivity
from portal.people.sight import OWN, Sight
from portal.visits.medicines import CurrentMedicine, current_medicines
from tests import cast
from tests.visits.builders import a_medicine, a_visit, tablets


@pytest.fixture
def men(app: Flask) -> cast.Member:
    return cast.men()


def prescribed(
    person: cast.Member,
    *names: str,
    days_ago: int,
    days_left: int | None = None,
    sensitivity: Sensitivity = Sensitivity.NONE,
) -> None:
    """Add a visit that prescribed medicines, for so many days from now on when it says."""
    ends = None if days_left is None else clock.now() + timedelta(days=days_left)
    at = clock.now() - timedelta(days=days_ago)
    visit = a_visit(person, at=at, ended_at=ends, sensitivity=sensitivity)
    for position, name in enumerate(names):
        a_medicine(visit, name, position=position, dose_text="Sáng 1 viên, tối 2 viên")
    session.commit()


def in_use(person: cast.Member, sight: Sight = OWN) -> Sequence[CurrentMedicine]:
    return current_medicines(person.person_id, sight, clock.today())


def names(person: cast.Member, sight: Sight = OWN) -> list[str]:
    return [medicine.shown.name for medicine in in_use(person, sight)]


def test_running_episodes_and_the_newest_visit_count(men: cast.Member) -> None:
    prescribed(men, "Amlodipin", "Metformin", days_ago=120, days_left=1)
    prescribed(men, "Amoxicillin", days_ago=40)
    prescribed(men, "Paracetamol", days_ago=10)

    assert names(men) == ["Paracetamol", "Amlodipin", "Metformin"]


def test_an_episode_runs_to_the_end_of_its_last_day(men: cast.Member) -> None:
    prescribed(men, "Amlodipin", days_ago=120, days_left=0)

    assert names(men) == ["Amlodipin"]


def test_an_old_prescription_is_over(men: cast.Member) -> None:
    prescribed(men, "Amlodipin", days_ago=120, days_left=-30)

    assert names(men) == []


def test_a_visit_without_medicines_does_not_hide_the_last_prescription(men: cast.Member) -> None:
    prescribed(men, "Amlodipin", days_ago=20)
    prescribed(men, days_ago=1)

    assert names(men) == ["Amlodipin"]


def test_a_medicine_prescribed_again_is_told_once_as_it_was_last(men: cast.Member) -> None:
    prescribed(men, "Amlodipin", days_ago=28, days_left=3)
    prescribed(men, "AMLODIPIN", days_ago=2, days_left=26)

    assert names(men) == ["AMLODIPIN"]


def test_a_prescription_out_of_sight_is_absent(men: cast.Member) -> None:
    prescribed(men, "Amlodipin", days_ago=20)
    prescribed(men, "Sertralin", days_ago=2, days_left=26, sensitivity=Sensitivity.MENTAL)

    assert names(men) == ["Sertralin"]
    assert names(men, Sight()) == ["Amlodipin"]


def test_a_medicine_is_written_in_one_line(app: Flask, men: cast.Member) -> None:
    visit = a_visit(men, at=clock.now() - timedelta(days=2))
    dose = "Sáng 1 viên, tối 2 viên"
    a_medicine(visit, "Amlodipin", strength="5 mg", dose_text=dose, **tablets(28))
    a_medicine(visit, "Salbutamol", position=1, instruction="Xịt khi khó thở")
    session.commit()

    with app.test_request_context():
        table, sentence = in_use(men)
        assert table.words == "Amlodipin 5 mg: sáng 1 viên, tối 2 viên. Đã cấp: 28 viên"
        assert sentence.words == "Salbutamol: Xịt khi khó thở"

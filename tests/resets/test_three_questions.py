"""Questions for who cannot come: from what is on file, never shown, two tries a day."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import TieKind
from portal.people.models import FamilyTie
from portal.resets import questions
from portal.resets.models import AccountReset, Proof
from portal.resets.questions import Fact
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.counter import english, part_a

ANSWERS = {
    Fact.MOTHER: "hà thị mai",
    Fact.FATHER: "HA VAN SON",
    Fact.HOUSEMATE: "Trương Văn Tài",
    Fact.INSURANCE_MONTH: "3/2027",
    Fact.PHONE: "000 123",
}
NEW_PHONE = {"reason": "lost_phone", "phone": "0900000777", "rang": "y"}


@pytest.fixture
def lan(app: Flask) -> Member:
    person = cast.lan()
    mate = cast.a_person("Trương Văn Tài", born=PartialDate.of_year(1990))
    cast.a_household(person, mate)
    part_a(person, insurance_until=date(2027, 3, 31))
    for kind, name in ((TieKind.MOTHER, "Hà Thị Mai"), (TieKind.FATHER, "Hà Văn Sơn")):
        tie = FamilyTie(person_id=person.person_id, kind=kind, name=name, **cast.RECORDED)
        session.add(tie)
    session.commit()
    return person


@pytest.fixture
def hanh(app: Flask, lan: Member) -> InspectingClient:
    return english(app, cast.hanh())


def path(person: Member) -> str:
    return f"/desk/people/{person.person_id}/reset/questions"


def said(person: Member, **instead: str) -> dict[str, str]:
    names = ("first", "second", "third")
    asked = questions.questions_for(person.person_id)
    right = {name: ANSWERS[one.fact] for name, one in zip(names, asked, strict=True)}
    session.rollback()
    return {**right, **NEW_PHONE, **instead}


def test_every_fact_is_recognised_without_accents_or_blanks(lan: Member) -> None:
    on_file = questions.on_file(lan.person_id)

    assert set(on_file) == set(ANSWERS)
    for fact, answer in ANSWERS.items():
        assert questions.Question(fact=fact, right=on_file[fact]).is_right(answer), fact
        assert not questions.Question(fact=fact, right=on_file[fact]).is_right(""), fact


@pytest.mark.parametrize("typed", ["03/2027", "tháng 3 năm 2027", "3-2027", " 03.2027 "])
def test_a_month_may_be_said_in_many_ways(typed: str) -> None:
    assert questions.shaped(Fact.INSURANCE_MONTH, typed) == "03/2027"


def test_the_same_three_are_asked_all_day_and_others_may_come_tomorrow(
    lan: Member, time: Time
) -> None:
    def drawn() -> list[Fact]:
        return [one.fact for one in questions.questions_for(lan.person_id)]

    assert drawn() == drawn()
    days = set()
    for _day in range(12):
        days.add(tuple(drawn()))
        time.pass_by(days=1)
    assert len(days) > 1


def test_the_page_asks_and_shows_no_answer(hanh: InspectingClient, lan: Member) -> None:
    page = hanh.get(path(lan)).text

    for answer in ("Hà Thị Mai", "Hà Văn Sơn", "Trương Văn Tài", "2027"):
        assert answer not in page
    for one in questions.questions_for(lan.person_id):
        assert one.fact.label.split("?")[0][:12]


def test_three_right_answers_send_it_on(hanh: InspectingClient, lan: Member) -> None:
    answer = hanh.submit(path(lan), said(lan))

    assert answer.status_code == 303, answer.text
    reset = session.scalars(sa.select(AccountReset)).one()
    assert (reset.proof, reset.answers_right) == (Proof.QUESTIONS, 3)


def test_two_right_answers_are_not_enough_and_say_not_which(
    hanh: InspectingClient, lan: Member
) -> None:
    answer = hanh.submit(path(lan), said(lan, second="Nguyễn Thị Hoa"))

    assert answer.status_code == 422
    assert "Not all three answers are right" in answer.text
    assert 'value="Nguyễn Thị Hoa"' in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(AccountReset)) == 0


def test_a_third_try_on_one_day_is_refused_even_when_right(
    hanh: InspectingClient, lan: Member
) -> None:
    for _try in range(2):
        hanh.submit(path(lan), said(lan, first="sai"))

    answer = hanh.submit(path(lan), said(lan))

    assert "Too many tries today" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(AccountReset)) == 0


def test_a_missing_phone_uses_up_no_try(hanh: InspectingClient, lan: Member) -> None:
    for _try in range(3):
        assert "Type the phone number" in hanh.submit(path(lan), said(lan, phone="")).text

    assert hanh.submit(path(lan), said(lan)).status_code == 303


def test_too_little_on_file_sends_the_person_to_the_counter(app: Flask) -> None:
    hung = cast.hung()
    cast.a_household(hung)
    client = english(app, cast.hanh())

    page = client.get(path(hung)).text

    assert "Not enough is on file" in page
    assert "<form class" not in page

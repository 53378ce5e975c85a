"""Naming a representative: an adult names an adult, in four pages and with a proof."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Relation, Sex
from portal.people.models import Membership
from portal.people.places import Household
from portal.representation.models import Representation, RepresentationKind
from portal.representation.rules import end_of_day
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.sharing.test_representatives import delegated, in_english, listed, record


def new(person: Member) -> str:
    return f"{listed(person)}/new"


def a_house(*members: Member) -> None:
    house = Household(id=uuid4(), code="0417", commune="dong sen")
    session.add(house)
    session.flush()  # its members point here
    session.add_all(
        Membership(
            household_id=house.id,
            person_id=member.person_id,
            position=place,
            relation=Relation.OTHER,
            joined_on=date(2020, 1, 1),
        )
        for place, member in enumerate(members)
    )


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


def by_number(visitor: InspectingClient, men: Member, number: str, name: str) -> Any:
    return visitor.submit(new(men), {"who": "else", "number": number, "full_name": name})


def test_a_grandmother_names_her_daughter_for_six_months(
    app: Flask, visitor: InspectingClient, men: Member, lan: Member
) -> None:
    minh = cast.minh(lan)
    a_house(men, lan, minh)
    session.commit()
    in_english(visitor, men)
    first = visitor.get(new(men)).text
    assert lan.full_name in first
    assert minh.full_name not in first
    assert "checked" not in first

    rights = visitor.submit(new(men), {"who": lan.person_id.hex}).location
    page = visitor.get(rights).text
    assert "What may Lan do?" in page
    assert "checked" not in page
    time = visitor.submit(rights, {"scopes": "see"}).location
    page = visitor.get(time).text
    assert "checked" not in page
    assert "Sun 23 May 2027" in page
    check = visitor.submit(time, {"term": "6"}).location
    page = visitor.get(check).text
    assert lan.full_name in page
    assert "See the record" in page
    assert "pay the yearly fee" not in page.lower()
    assert visitor.submit(check, {"answer": "agree"}).location.endswith(listed(men))

    row = session.scalars(
        sa.select(Representation).where(Representation.kind == RepresentationKind.DELEGATE)
    ).one()
    assert (row.person_id, row.representative_id) == (men.person_id, lan.person_id)
    assert (row.sees, row.consents, row.pays) == (True, False, False)
    assert row.ends_at == end_of_day(date(2027, 5, 23))
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.event == Event.REPRESENTATION_STARTED)
    ).one()
    assert (line.person_id, line.actor_person_id, line.basis) == (
        men.person_id,
        men.person_id,
        Basis.SELF,
    )
    daughter = app.test_client()
    assert isinstance(daughter, InspectingClient)
    assert cast.sign_in(daughter, lan).get(record(men)).status_code == 200


def test_sent_twice_it_is_one_representation(
    visitor: InspectingClient, men: Member, lan: Member
) -> None:
    session.commit()
    in_english(visitor, men)
    rights = by_number(visitor, men, lan.personal_id, lan.full_name).location
    time = visitor.submit(rights, {"scopes": "pay"}).location
    check = visitor.submit(time, {"term": "12"}).location
    token = {"csrf_token": visitor.token(check), "answer": "agree"}

    for _ in range(2):
        assert visitor.post(check, data=token).location.endswith(listed(men))
    assert len(list(session.scalars(sa.select(Representation)))) == 1


def test_a_no_leaves_nothing_behind(visitor: InspectingClient, men: Member, lan: Member) -> None:
    session.commit()
    in_english(visitor, men)
    rights = by_number(visitor, men, lan.personal_id, lan.full_name).location
    time = visitor.submit(rights, {"scopes": "see"}).location
    check = visitor.submit(time, {"term": "1"}).location

    assert visitor.submit(check, {"answer": "refuse"}).status_code == 303
    assert not list(session.scalars(sa.select(Representation)))


def test_the_last_page_asks_for_a_proof_and_comes_back(
    visitor: InspectingClient, men: Member, lan: Member, time: Any
) -> None:
    session.commit()
    in_english(visitor, men)
    rights = by_number(visitor, men, lan.personal_id, lan.full_name).location
    till = visitor.submit(rights, {"scopes": "see"}).location
    time.pass_by(minutes=6)
    visitor.get(till)
    time.pass_by(minutes=6)
    check = visitor.submit(till, {"term": "1"}).location

    asked = visitor.get(check)
    assert asked.status_code == 303
    assert check in asked.location
    data = {"csrf_token": visitor.token(till), "answer": "agree"}
    assert "/confirm" in visitor.post(check, data=data).location
    assert not list(session.scalars(sa.select(Representation)))


def test_who_cannot_be_named_gets_one_and_the_same_sentence(
    visitor: InspectingClient, men: Member, lan: Member
) -> None:
    girl = cast.a_person(
        "Trương Hà My", born=PartialDate(date(2011, 5, 1)), personal_id="999311000015"
    )
    session.commit()
    in_english(visitor, men)
    tries = [
        (lan.personal_id, "Hà Thị Lành"),
        ("999195000124", lan.full_name),
        (girl.personal_id, girl.full_name),
        (men.personal_id, men.full_name),
    ]
    for number, name in tries:
        page = by_number(visitor, men, number, name)
        assert page.status_code == 422
        assert "No person has this number and this name" in page.text


def test_five_wrong_tries_close_the_day_even_to_the_right_one(
    visitor: InspectingClient, men: Member, lan: Member, time: Any
) -> None:
    session.commit()
    in_english(visitor, men)
    for _ in range(5):
        assert by_number(visitor, men, lan.personal_id, "Hà Thị Lành").status_code == 422

    page = by_number(visitor, men, lan.personal_id, lan.full_name)
    assert page.status_code == 422
    assert "Too many tries today" in page.text


def test_right_tries_do_not_count(visitor: InspectingClient, men: Member, lan: Member) -> None:
    session.commit()
    in_english(visitor, men)
    for _ in range(7):
        assert by_number(visitor, men, lan.personal_id, "ha thi lan").status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose who is to act"),
        ({"who": "else"}, "Type the number of the identity card"),
        ({"who": "else", "number": "999195000123"}, "Type the full name"),
        ({"who": uuid4().hex}, "Choose who is to act"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    visitor: InspectingClient, men: Member, lan: Member, fields: dict[str, str], sentence: str
) -> None:
    a_house(men, lan)
    session.commit()
    in_english(visitor, men)

    page = visitor.submit(new(men), fields)
    assert page.status_code == 422
    assert sentence in page.text


def test_nothing_ticked_and_no_time_chosen_are_refused(
    visitor: InspectingClient, men: Member, lan: Member
) -> None:
    session.commit()
    in_english(visitor, men)
    rights = by_number(visitor, men, lan.personal_id, lan.full_name).location
    assert "Choose at least one" in visitor.submit(rights, {"scopes": "everything"}).text
    till = visitor.submit(rights, {"scopes": "see"}).location
    assert "Choose how long" in visitor.submit(till, {}).text
    assert visitor.submit(till, {"term": "24"}).status_code == 422


def test_an_address_of_somebody_else_opens_nothing(
    app: Flask, visitor: InspectingClient, men: Member, lan: Member
) -> None:
    hung = cast.hung()
    session.commit()
    in_english(visitor, men)
    rights = by_number(visitor, men, lan.personal_id, lan.full_name).location
    other = app.test_client()
    assert isinstance(other, InspectingClient)
    in_english(other, hung)

    stolen = rights.replace(str(men.person_id), str(hung.person_id))
    assert other.get(rights).status_code == 404
    assert other.get(stolen).status_code == 404
    assert visitor.get(rights.replace("/rights", "/check")).status_code == 404


def test_who_acts_already_is_not_named_again(
    visitor: InspectingClient, men: Member, lan: Member
) -> None:
    delegated(men, lan)
    session.commit()
    in_english(visitor, men)

    page = by_number(visitor, men, lan.personal_id, lan.full_name)
    assert "acts for the record already" in page.text


def test_a_mother_may_be_named_by_the_child_she_acted_for(
    visitor: InspectingClient, men: Member, lan: Member, time: Any
) -> None:
    son = cast.a_person(
        "Trương Hà Sơn",
        born=PartialDate(date(2008, 11, 25)),
        sex=Sex.MALE,
        personal_id="999208000025",
    )
    cast.represents(lan, son)
    session.commit()
    time.pass_by(days=2)

    named = delegated(son, lan)
    session.commit()
    assert session.get_one(Representation, named).ended_at is None
    assert isinstance(session.get_one(Representation, named).ends_at, datetime)

"""Search finds people, never facts: what it takes, whom it leaves out, what it leaves behind."""

import re
import unicodedata
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.overview import canary
from portal.people.models import Person
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.clinic import desk
from tests.conftest import Time


@pytest.fixture
def dieu(app: Flask) -> Member:
    """Return a woman whose name has every letter that folding must know."""
    member = cast.a_person(
        "Đặng Thị Điều",
        born=PartialDate(date(1958, 3, 12)),
        personal_id="999158000068",
        phone="+84900000345",
    )
    desk.lives_in(member)
    return member


@pytest.fixture
def quan(visitor: InspectingClient, dieu: Member) -> InspectingClient:
    return desk.at_desk(visitor, cast.quan())


@pytest.mark.parametrize(
    "typed",
    [
        "Đặng Thị Điều",
        "dang thi dieu 1958",
        "DANG THI DIEU",
        unicodedata.normalize("NFD", "đặng thị điều"),
        "điều 1958",
        "thi dieu",
        "dang thi dieu thon suoi bac",
        "999158000068",
        "999 158 000 068",
        "９９９１５８００００６８",
    ],
)
def test_a_patient_is_found_however_the_name_is_typed(quan: InspectingClient, typed: str) -> None:
    page = desk.find(quan, typed)

    assert page.status_code == 200
    assert "Đặng Thị Điều" in page.text


@pytest.mark.parametrize(
    "typed", ["dieu", "d", "", "%", "% %", "1958", "dang thi dieu 1990", "___ ___"]
)
def test_half_a_name_and_a_wrong_year_find_nobody(quan: InspectingClient, typed: str) -> None:
    assert "Đặng Thị Điều" not in desk.find(quan, typed).text


def test_results_are_masked(quan: InspectingClient) -> None:
    page = desk.find(quan, "dang thi dieu")

    assert "…068" in page.text
    assert "1958" in page.text
    assert "999158000068" not in page.text
    assert "12/03/1958" not in page.text
    assert "12 Mar 1958" not in page.text
    assert "No request yet" in page.text


def test_people_of_another_commune_are_found_by_number_only(
    quan: InspectingClient, app: Flask
) -> None:
    other = cast.a_person(
        "Đinh Văn Xa", born=PartialDate(date(1970, 1, 1)), personal_id="999070000001"
    )
    desk.lives_in(other, commune="Xã Khác")
    session.commit()

    assert "Đinh Văn Xa" not in desk.find(quan, "dinh van xa").text
    assert "Đinh Văn Xa" in desk.find(quan, "999070000001").text


def test_a_doctor_without_a_commune_finds_by_number_only(
    visitor: InspectingClient, dieu: Member
) -> None:
    ha = desk.at_desk(visitor, cast.ha())

    assert "Đặng Thị Điều" not in desk.find(ha, "dang thi dieu").text
    assert "Đặng Thị Điều" in desk.find(ha, "999158000068").text


def test_the_dead_and_the_made_up_person_are_left_out(quan: InspectingClient, dieu: Member) -> None:
    session.execute(
        sa.update(Person).where(Person.id == dieu.person_id).values(deceased_on=clock.today())
    )
    session.commit()
    canary._make_person()

    assert "Đặng Thị Điều" not in desk.find(quan, "dang thi dieu").text
    assert '<th scope="row">' not in desk.find(quan, canary.NAME).text


def test_no_address_and_no_line_carries_what_was_typed(
    quan: InspectingClient, dieu: Member, statements: list[str]
) -> None:
    begun = quan.submit("/clinic/", {"query": "999158000068"}, to="/clinic/search")
    page = quan.get(begun.location)

    assert re.fullmatch(r"/clinic/search/[0-9a-f-]{36}", begun.location)
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page.text)
    assert not [address for address in addresses if "9991" in address or "dieu" in address]
    [line] = desk.lines(event=Event.PATIENT_SEARCHED)
    assert line.section == "personal_id"
    assert line.object_ref == f"search:{begun.location[-36:]}"
    assert line.person_id is None
    assert line.actor_name == "Bác sĩ Lê Minh Quân"
    stored = session.execute(sa.text("SELECT query FROM patient_search")).scalar_one()
    assert b"999158000068" not in bytes(stored)


def test_a_search_is_its_makers_alone_and_over_in_a_quarter_of_an_hour(
    quan: InspectingClient, app: Flask, time: Time
) -> None:
    begun = quan.submit("/clinic/", {"query": "dang thi dieu"}, to="/clinic/search")
    thom = desk.at_desk(app.test_client(), cast.thom())  # type: ignore[arg-type]

    assert thom.get(begun.location).location == "/clinic/"
    for _third in range(4):
        time.pass_by(minutes=4)
        quan.get("/clinic/")
    assert quan.get(begun.location).location == "/clinic/"


def test_who_searches_all_day_is_stopped_and_flagged(quan: InspectingClient) -> None:
    token = quan.token("/clinic/")
    sent = {"csrf_token": token, "query": "dang thi dieu"}
    for _each in range(60):
        assert quan.post("/clinic/search", data=sent).status_code == 303

    refused = quan.post("/clinic/search", data=sent)

    assert refused.status_code == 422
    assert "Too many searches" in refused.text
    [flag] = desk.lines(event=Event.PATIENT_SEARCHED, permitted=False)
    assert flag.section == "too_many"


def test_many_people_of_one_name_are_narrowed_down(quan: InspectingClient) -> None:
    for number in range(22):
        member = cast.a_person(
            "Lò Thị Bun",
            born=PartialDate(date(1960 + number, 1, 1)),
            personal_id=f"9990600001{number:02d}",
            with_account=False,
        )
        desk.lives_in(member, village="Nà Lúa")
    session.commit()

    page = desk.find(quan, "lo thi bun")

    assert page.text.count('<th scope="row">') == 20
    assert "Add the year of birth" in page.text
    assert desk.find(quan, "lo thi bun 1961").text.count('<th scope="row">') == 1


def test_the_results_take_few_statements(quan: InspectingClient, statements: list[str]) -> None:
    begun = quan.submit("/clinic/", {"query": "dang thi dieu"}, to="/clinic/search")
    statements.clear()

    quan.get(begun.location)

    assert len(statements) <= 8, statements

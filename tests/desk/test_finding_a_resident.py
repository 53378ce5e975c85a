"""The desk finds its commune's people by number, card or name, and nobody else's."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Person
from tests import cast
from tests.cast import RECORDED, Member
from tests.client import InspectingClient
from tests.clinic.desk import lines
from tests.conftest import Time
from tests.desk import counter

HERE = '<th scope="row">'


@pytest.fixture
def dieu(app: Flask) -> Member:
    return counter.dieu()


@pytest.fixture
def hanh(app: Flask, dieu: Member) -> InspectingClient:
    return counter.at_the_desk(app, cast.hanh())


@pytest.mark.parametrize(
    "typed",
    [
        "999158000068",
        "999 158 000 068",
        "Đặng Thị Điều",
        "dang thi dieu 1958",
        "điều 1958",
        "dang thi dieu 1958 thon suoi bac",
    ],
)
def test_a_resident_is_found_however_it_is_typed(hanh: InspectingClient, typed: str) -> None:
    page = counter.find(hanh, typed)

    assert page.status_code == 200
    assert "Đặng Thị Điều" in page.text
    assert "Issued, not used yet" in page.text


def test_a_newborn_is_found_by_the_code_of_the_station(
    hanh: InspectingClient, dieu: Member
) -> None:
    system, code = IdentifierSystem.LOCAL_RECORD, "99101-2026-00042"
    session.add(
        Identifier(
            person_id=dieu.person_id,
            system=system,
            scope="99101",
            value=code,
            value_index=identifier_index(system, code),
            **RECORDED,
        )
    )
    session.commit()

    for typed in ("99101-2026-00042", "99101202600042"):
        assert "Đặng Thị Điều" in counter.find(hanh, typed).text


def test_a_number_of_another_system_finds_nobody(hanh: InspectingClient) -> None:
    assert HERE not in counter.find(hanh, "DN4991580000681").text


@pytest.mark.parametrize("typed", ["dieu", "", "%", "1958", "dang thi dieu 1990"])
def test_half_a_name_and_a_wrong_year_find_nobody(hanh: InspectingClient, typed: str) -> None:
    assert HERE not in counter.find(hanh, typed).text


def test_results_are_masked_and_say_nothing_of_health(hanh: InspectingClient) -> None:
    page = counter.find(hanh, "dang thi dieu").text

    assert "…068" in page
    assert "1958" in page
    assert "999158000068" not in page
    assert "12/03/1958" not in page
    assert "No request yet" not in page


@pytest.mark.parametrize("typed", ["dinh van xa", "999070000001"])
def test_nobody_of_another_commune_is_found_by_name_or_number(
    hanh: InspectingClient, typed: str
) -> None:
    counter.xa()
    session.commit()

    page = counter.find(hanh, typed).text

    assert "Đinh Văn Xa" not in page
    assert "not in the register of this commune" in page


def test_the_desk_of_another_commune_finds_nobody_here(app: Flask, dieu: Member) -> None:
    elsewhere = counter.at_the_desk(app, cast.elsewhere())

    for typed in ("dang thi dieu", "999158000068"):
        assert "Đặng Thị Điều" not in counter.find(elsewhere, typed).text


def test_who_moved_away_is_no_resident_any_more(hanh: InspectingClient, dieu: Member) -> None:
    session.execute(
        sa.text("UPDATE membership SET left_on = :day"), {"day": clock.today().isoformat()}
    )
    session.commit()

    assert HERE not in counter.find(hanh, "999158000068").text


def test_the_dead_are_found_and_shown_as_such(hanh: InspectingClient, dieu: Member) -> None:
    session.execute(
        sa.update(Person).where(Person.id == dieu.person_id).values(deceased_on=clock.today())
    )
    session.commit()

    page = counter.find(hanh, "dang thi dieu").text

    assert "Has died" in page
    assert "Locked" not in page


def test_an_entry_that_was_merged_is_not_found(hanh: InspectingClient, dieu: Member) -> None:
    kept = cast.lan()
    session.execute(
        sa.update(Person).where(Person.id == dieu.person_id).values(merged_into=kept.person_id)
    )
    session.commit()

    assert HERE not in counter.find(hanh, "dang thi dieu").text


def test_no_address_and_no_line_carries_what_was_typed(
    hanh: InspectingClient, dieu: Member
) -> None:
    begun = hanh.submit("/desk/", {"query": "999158000068"}, to="/desk/search")
    page = hanh.get(begun.location)

    assert re.fullmatch(r"/desk/search/[0-9a-f-]{36}", begun.location)
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page.text)
    assert not [address for address in addresses if "9991" in address or "dieu" in address]
    [line] = lines(event=Event.RESIDENT_SEARCHED)
    assert line.section == "personal_id"
    assert line.object_ref == f"search:{begun.location[-36:]}"
    assert line.person_id is None
    assert line.actor_name == "Cán bộ Lò Thị Hạnh"
    assert not lines(event=Event.PATIENT_SEARCHED)


def test_a_search_is_its_makers_alone_and_over_in_a_quarter_of_an_hour(
    app: Flask, hanh: InspectingClient, time: Time
) -> None:
    begun = hanh.submit("/desk/", {"query": "dang thi dieu"}, to="/desk/search")
    thom = counter.at_the_desk(app, cast.thom())

    assert thom.get(begun.location).location == "/desk/"
    for _each in range(4):
        time.pass_by(minutes=4)
        hanh.get("/desk/")
    assert hanh.get(begun.location).location == "/desk/"


def test_who_searches_all_day_is_stopped_and_flagged(hanh: InspectingClient) -> None:
    sent = {"csrf_token": hanh.token("/desk/"), "query": "dang thi dieu"}
    for _each in range(60):
        assert hanh.post("/desk/search", data=sent).status_code == 303

    refused = hanh.post("/desk/search", data=sent)

    assert refused.status_code == 422
    assert 'value="dang thi dieu"' in refused.text
    [flag] = lines(event=Event.RESIDENT_SEARCHED, permitted=False)
    assert flag.section == "too_many"


def test_the_results_take_few_statements(hanh: InspectingClient, statements: list[str]) -> None:
    begun = hanh.submit("/desk/", {"query": "dang thi dieu"}, to="/desk/search")
    statements.clear()

    hanh.get(begun.location)

    assert len(statements) <= 12, statements  # the menu counts what waits, too

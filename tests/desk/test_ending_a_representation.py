"""A representation ends at the counter at once; both sides are told and the log says who."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.kernel.db import session
from portal.representation.models import EndedAs, Representation
from portal.staff.models import StaffMember
from tests import cast
from tests.access.grounds import delegates
from tests.cast import Member
from tests.client import InspectingClient, a_browser
from tests.clinic.desk import lines, messages, stored
from tests.desk import counter


@pytest.fixture
def dieu(app: Flask) -> Member:
    return counter.dieu()


@pytest.fixture
def lan(app: Flask) -> Member:
    member = cast.lan()
    cast.a_household(member)
    return member


@pytest.fixture
def end_url(dieu: Member, lan: Member) -> str:
    representation_id = delegates(dieu, lan)
    session.commit()
    return f"{counter.page_of(dieu)}/representatives/{representation_id}/end"


@pytest.fixture
def hanh(app: Flask, end_url: str) -> InspectingClient:
    return counter.at_the_desk(app, cast.hanh())


@pytest.mark.parametrize(
    ("who", "ended_as"),
    [("person", EndedAs.REPRESENTED), ("representative", EndedAs.REPRESENTATIVE)],
)
def test_either_side_ends_it_by_a_word(
    hanh: InspectingClient, end_url: str, dieu: Member, lan: Member, who: str, ended_as: EndedAs
) -> None:
    assert end_url in hanh.get(f"{counter.page_of(dieu)}/representatives").text

    assert hanh.submit(end_url, {"who": who}).status_code == 303

    [row] = stored(sa.select(Representation))
    assert row.ended_as is ended_as
    assert {message.recipient for message in messages()} == {dieu.phone, lan.phone}
    [line] = lines(event=Event.REPRESENTATION_ENDED)
    assert line.actor_name == "Cán bộ Lò Thị Hạnh"
    assert end_url not in hanh.get(f"{counter.page_of(dieu)}/representatives").text
    assert hanh.get(end_url).status_code == 404


def test_without_either_a_document_is_needed_and_kept(hanh: InspectingClient, end_url: str) -> None:
    bare = hanh.submit(end_url, {"who": "station"})
    shown = hanh.submit(end_url, {"who": "station", "document": "Đơn số 7, 20/11/2026"})

    assert bare.status_code == 422
    assert "Write which document" in bare.text
    assert shown.status_code == 303
    [row] = stored(sa.select(Representation))
    assert row.ended_as is EndedAs.STATION
    assert row.evidence == "Đơn số 7, 20/11/2026"


def test_the_next_click_of_the_representative_is_refused(
    app: Flask, hanh: InspectingClient, end_url: str, dieu: Member, lan: Member
) -> None:
    daughter = cast.sign_in(a_browser(app), lan)
    record = f"/people/{dieu.person_id}/record"
    assert daughter.get(record).status_code == 200

    hanh.submit(end_url, {"who": "person"})

    assert daughter.get(record).status_code == 404


def test_a_childs_own_word_does_not_end_it(hanh: InspectingClient, lan: Member) -> None:
    minh = cast.minh(lan)
    cast.a_household(minh)
    representation_id = session.scalar(
        sa.select(Representation.id).where(Representation.person_id == minh.person_id)
    )
    session.commit()
    url = f"{counter.page_of(minh)}/representatives/{representation_id}/end"

    assert hanh.submit(url, {"who": "person"}).status_code == 422
    assert hanh.submit(url, {"who": "representative"}).status_code == 303


def test_the_desk_of_another_commune_ends_nothing(app: Flask, end_url: str) -> None:
    elsewhere = counter.at_the_desk(app, cast.elsewhere())
    token = elsewhere.token("/desk/")

    assert elsewhere.get(end_url).status_code == 403
    assert elsewhere.post(end_url, data={"csrf_token": token, "who": "person"}).status_code == 403


def test_it_cannot_be_ended_under_the_page_of_somebody_else(
    hanh: InspectingClient, end_url: str, dieu: Member, lan: Member
) -> None:
    wrong = end_url.replace(str(dieu.person_id), str(lan.person_id))

    assert hanh.get(wrong).status_code == 404


def test_nobody_ends_it_for_themselves(hanh: InspectingClient, end_url: str, lan: Member) -> None:
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.staff_name == "hanh")
        .values(person_id=lan.person_id)
    )
    session.commit()

    assert hanh.submit(end_url, {"who": "person"}).status_code == 422

"""A clinician who is also a parent does not open their child's record as staff."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import Actor
from portal.consents import code_services
from portal.consents.models import Consent
from portal.consents.sections import Section
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.staff.models import StaffMember
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic import desk
from tests.sharing import steps
from tests.sharing.steps import Page, path

REFUSED = "Nobody lets themselves see a record as staff"


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


@pytest.fixture
def child(lan: Member) -> Member:
    member = cast.a_person(
        "Trương Hà An",
        born=PartialDate(date(2021, 5, 4)),
        sex=Sex.MALE,
        personal_id="999221000991",
    )
    cast.represents(lan, member)
    desk.lives_in(member)
    return member


@pytest.fixture
def mother(lan: Member, child: Member) -> StaffCast:
    """Lan at work: here she treats."""
    member = cast.quan()
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(person_id=lan.person_id)
    )
    session.commit()
    return member


def given() -> list[Consent]:
    return desk.stored(sa.select(Consent))


def test_a_mother_does_not_allow_herself(
    visitor: InspectingClient, lan: Member, child: Member, mother: StaffCast
) -> None:
    steps.in_english(cast.sign_in(visitor, lan))
    check = steps.to_check(visitor, child, mother, sections=(Section.VISITS, Section.MENTAL))

    status, page = steps.answer(visitor, check)

    assert status == 422
    assert REFUSED in page
    assert not given()


def test_a_mother_does_not_answer_her_own_request(
    visitor: InspectingClient, lan: Member, child: Member, mother: StaffCast
) -> None:
    steps.in_english(cast.sign_in(visitor, lan))
    asked = path(child, "requests", steps.asks(mother, child))

    status, page = steps.answer(visitor, asked)

    assert status == 422
    assert REFUSED in page
    assert not given()


def test_her_phone_gets_no_code_to_read_aloud_to_herself(
    visitor: InspectingClient, child: Member, mother: StaffCast
) -> None:
    desk.at_desk(visitor, mother)

    refused = desk.ask(visitor, child, "visits", way="/aloud")

    assert refused.status_code == 422
    assert not desk.messages()


def test_her_own_code_for_the_desk_opens_nothing_to_her(
    app: Flask, visitor: InspectingClient, lan: Member, child: Member, mother: StaffCast
) -> None:
    steps.in_english(cast.sign_in(visitor, lan))
    address = path(child, "sharing", "code")
    form = Page(visitor.get(address).text)
    fields = {name: form.hidden(name) for name in ("csrf_token", "form_key")}
    shown = visitor.post(address, data=fields | {"sections": "visits"}).text
    code = shown.split('key-figure">')[1][:9]
    work = desk.at_desk(app.test_client(), mother)  # type: ignore[arg-type]

    refused = work.submit("/clinic/codes", {"code": code})

    assert refused.status_code == 422
    assert REFUSED in refused.text
    assert not given()


def test_the_childs_key_card_opens_nothing_to_her(
    visitor: InspectingClient, child: Member, mother: StaffCast
) -> None:
    card = code_services.issue_key_card(child.person_id, by=Actor(name="station"))
    session.commit()
    desk.at_desk(visitor, mother)
    sent = desk.ask(visitor, child, "visits", way="/card")
    fields = {
        "code": card.codes[0],
        "fingerprint": desk.hidden(visitor.get(sent.location), "fingerprint"),
    }

    refused = visitor.submit(sent.location, fields, to=f"{sent.location}/card")

    assert refused.status_code == 422
    assert REFUSED in refused.text
    assert not given()


def test_what_she_allows_the_whole_station_is_open_to_her_colleagues_alone(
    app: Flask, visitor: InspectingClient, lan: Member, child: Member, mother: StaffCast
) -> None:
    colleague = cast.thom()
    session.commit()
    steps.in_english(cast.sign_in(visitor, lan))
    page = visitor.get(path(child, "sharing", "new"), query_string={"place": mother.facility_code})
    parts = [link for link in Page(page.text).links if link.endswith("/parts")][-1]
    time = visitor.submit(parts, {"sections": ["visits", "mental"]})
    check = visitor.submit(time.location, {"duration": "7", "purpose": "visit"})

    assert steps.answer(visitor, check.location)[0] == 303

    assert [one.facility_code for one in given()] == [mother.facility_code]
    assert steps.may_see(app, colleague, child)
    assert not steps.may_see(app, mother, child)
    work = desk.at_desk(app.test_client(), mother)  # type: ignore[arg-type]
    assert child.full_name not in work.get("/clinic/").text
    assert "May be viewed" not in desk.find(work, child.personal_id).text

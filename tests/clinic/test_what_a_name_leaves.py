"""Who is named on a page, who was shut out and tried, and who takes a question back: lines."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.trail import Actor
from portal.consents import code_services, services
from portal.consents.request_models import AccessRequest, Answer
from portal.consents.sections import Section
from portal.consents.services import Owner
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic import desk


@pytest.fixture
def men(app: Flask) -> Member:
    member = cast.men()
    desk.lives_in(member)
    return member


@pytest.fixture
def doctor(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def quan(visitor: InspectingClient, men: Member, doctor: StaffCast) -> InspectingClient:
    return desk.at_desk(visitor, doctor)


@pytest.fixture
def thom(app: Flask, men: Member) -> StaffCast:
    member = cast.thom()
    session.commit()  # a transaction left open would hold the visitor up
    return member


def other_browser(app: Flask, member: StaffCast) -> InspectingClient:
    return desk.at_desk(app.test_client(), member)  # type: ignore[arg-type]


def shuts_out(person: Member, member: StaffCast) -> None:
    by = Actor(name=person.full_name, account_id=person.account_id, person_id=person.person_id)
    services.block(person.person_id, member.staff_id, by=by, basis=Basis.SELF)
    session.commit()


def a_desk_code(person: Member, *sections: Section) -> str:
    code = code_services.make_desk_code(
        Owner(id=person.person_id, born=PartialDate(date(1958, 3, 12))),
        sections,
        by=Actor(name=person.full_name, account_id=person.account_id, person_id=person.person_id),
        basis=Basis.SELF,
    )
    session.commit()
    assert code
    return code


def named(person: Member, member: StaffCast) -> int:
    """Count the lines that say this person was named to this member."""
    found = desk.lines(event=Event.PATIENT_SEARCHED, person_id=person.person_id, section="identity")
    return sum(line.staff_id == member.staff_id for line in found)


def test_each_page_that_names_a_patient_leaves_one_line(
    app: Flask, quan: InspectingClient, men: Member, doctor: StaffCast, thom: StaffCast
) -> None:
    sent = desk.ask(quan, men, "visits", way="/witness")
    assert named(men, doctor) == 0
    quan.get(sent.location)
    quan.get(f"{desk.record_of(men)}/emergency")
    assert named(men, doctor) == 2
    witness = other_browser(app, thom)

    assert "Phạm Thị Mến" in witness.get("/clinic/witness").text
    assert "Phạm Thị Mến" in witness.get(f"/clinic/witness/{sent.location[-36:]}").text

    assert named(men, thom) == 2


def test_a_witness_who_was_shut_out_is_told_of_nobody(
    app: Flask, quan: InspectingClient, men: Member, thom: StaffCast
) -> None:
    sent = desk.ask(quan, men, "visits", way="/witness")
    shuts_out(men, thom)
    witness = other_browser(app, thom)

    assert "Phạm Thị Mến" not in witness.get("/clinic/witness").text
    assert witness.get(f"/clinic/witness/{sent.location[-36:]}").status_code == 404

    assert named(men, thom) == 0
    [tried] = desk.lines(event=Event.ACCESS_REFUSED)
    assert (tried.person_id, tried.staff_id) == (men.person_id, thom.staff_id)


def test_asking_when_shut_out_leaves_a_line(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    shuts_out(men, doctor)

    refused = desk.ask(quan, men, "visits")

    assert refused.status_code == 422
    assert "does not take requests from you" in refused.text
    [tried] = desk.lines(event=Event.ACCESS_REFUSED)
    assert (tried.person_id, tried.staff_id) == (men.person_id, doctor.staff_id)
    assert not tried.permitted
    assert desk.messages() == []


def test_a_desk_code_typed_by_somebody_shut_out_leaves_a_line(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    code = a_desk_code(men, Section.VISITS)
    shuts_out(men, doctor)

    refused = quan.submit("/clinic/codes", {"code": code})

    assert refused.status_code == 422
    assert "does not take requests from you" in refused.text
    [tried] = desk.lines(event=Event.ACCESS_REFUSED)
    assert (tried.person_id, tried.staff_id) == (men.person_id, doctor.staff_id)


def test_a_no_before_a_witness_rests_on_nothing_of_the_witness(
    app: Flask, quan: InspectingClient, men: Member, thom: StaffCast
) -> None:
    page = f"/clinic/witness/{desk.ask(quan, men, 'visits', way='/witness').location[-36:]}"

    other_browser(app, thom).submit(page, to=f"{page}/no")

    [said] = desk.lines(event=Event.ACCESS_REQUEST_REFUSED)
    assert (said.staff_id, said.basis) == (thom.staff_id, None)


def test_taking_a_request_back_leaves_a_line(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    sent = desk.ask(quan, men, "visits")

    for _twice in range(2):
        quan.submit("/clinic/", to=f"{sent.location}/withdraw")

    [request] = desk.stored(sa.select(AccessRequest))
    assert request.answer is Answer.WITHDRAWN
    [taken] = desk.lines(event=Event.ACCESS_REQUEST_REFUSED)
    assert (taken.person_id, taken.staff_id, taken.basis) == (men.person_id, doctor.staff_id, None)
    assert taken.object_ref == f"request:{request.id}"
    assert "Took a request back" in quan.get("/clinic/log").text
    log = cast.sign_in(quan, men).get(f"/people/{men.person_id}/access").text
    assert "taking a request back" in log
    assert "saying no" not in log

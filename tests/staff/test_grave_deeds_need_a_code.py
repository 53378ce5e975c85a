"""What weighs most is done by whoever holds the phone, not by whoever finds the browser."""

from uuid import UUID

import pytest
from flask import Flask

from portal.cases.models import CaseState, ServiceCase
from portal.consents.models import Consent
from portal.consents.request_models import AccessRequest
from portal.emergency.models import EmergencyOpening
from portal.kernel.db import session
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic import desk
from tests.conftest import Time
from tests.oversight.openings import an_opening
from tests.oversight.reports import a_report


@pytest.fixture
def men(app: Flask) -> Member:
    person = cast.men()
    session.commit()
    return person


@pytest.fixture
def dung(app: Flask) -> StaffCast:
    return cast.dung()


def twelve_minutes(client: InspectingClient, time: Time) -> None:
    """Let the last code grow old in a browser that is never left."""
    for _each in range(3):
        time.pass_by(minutes=4)
        assert client.get("/staff/").status_code == 200


def led_to_a_code(
    client: InspectingClient, member: StaffCast, page: str, *forms: str, **fields: str
) -> None:
    """Expect the page and its forms to ask for a code first, and the page to come after it."""
    token = client.token("/staff/confirm")
    for form in forms:
        sent = client.post(form, data={"csrf_token": token, **fields})
        assert sent.status_code == 303
        assert sent.location == f"/staff/confirm?to={page}"
    asked = client.get(page)
    assert asked.location == f"/staff/confirm?to={page}"
    assert client.submit(asked.location, {"code": member.code}).location == page
    assert client.get(page).status_code == 200


def test_a_yes_before_a_witness(
    app: Flask, visitor: InspectingClient, men: Member, time: Time
) -> None:
    quan, thom = cast.quan(), cast.thom()
    desk.at_desk(visitor, quan)
    request_id = UUID(desk.ask(visitor, men, "visits", way="/witness").location[-36:])
    cast.sign_in_staff(visitor, thom)
    page = f"/clinic/witness/{request_id}"
    heard = desk.hidden(visitor.get(page), "fingerprint")
    twelve_minutes(visitor, time)

    led_to_a_code(visitor, thom, page, page, f"{page}/no", fingerprint=heard)

    assert session.query(Consent).count() == 0
    assert session.get_one(AccessRequest, request_id).answer is None


def test_a_verdict_on_an_opening(
    visitor: InspectingClient, men: Member, dung: StaffCast, time: Time
) -> None:
    opening_id = an_opening(men, cast.quan())
    cast.sign_in_staff(visitor, dung)
    twelve_minutes(visitor, time)
    page = f"/oversight/reviews/{opening_id}"

    led_to_a_code(visitor, dung, page, page, verdict="justified", note="")

    assert session.get_one(EmergencyOpening, opening_id).reviewed_at is None


def test_an_answer_to_a_report(visitor: InspectingClient, men: Member, time: Time) -> None:
    report, sy = a_report(men, "look:1"), cast.sy()
    cast.sign_in_staff(visitor, sy)
    twelve_minutes(visitor, time)
    page = f"/oversight/cases/{report}"

    led_to_a_code(visitor, sy, page, page, f"{page}/looking", answer="Không sao")

    assert session.get_one(ServiceCase, report).state is CaseState.RECEIVED

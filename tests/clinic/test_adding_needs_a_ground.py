"""Adding to a record is closed without an open ground to the section it belongs to."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.trail import Actor
from portal.consents import services
from portal.consents.kinds import EndReason
from portal.consents.sections import Section
from portal.emergency.models import EmergencyOpening, Reason
from portal.kernel import clock
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.clinic.adding import VISIT, add, allow, entries, lines

PULSE = {"pulse": "72"}
PATHS = ("add/values", "add/visit", "add/advice", "add/dose")


@pytest.mark.parametrize("path", ["add", *PATHS])
def test_without_a_ground_every_form_is_closed(
    app: Flask, visitor: InspectingClient, path: str
) -> None:
    men, quan = cast.men(), cast.quan()
    session.commit()
    cast.sign_in_staff(visitor, quan)

    assert visitor.get(f"/clinic/patients/{men.person_id}/{path}").status_code == 403
    assert len(lines(Event.ACCESS_REFUSED)) == 1


@pytest.mark.parametrize(
    ("section", "opened"),
    [
        (Section.VISITS, {"add/values", "add/visit", "add/advice"}),
        (Section.DOSES, {"add/dose"}),
        (Section.MEDICINES, set()),
    ],
)
def test_a_section_opens_its_own_forms_only(
    app: Flask, visitor: InspectingClient, section: Section, opened: set[str]
) -> None:
    men, quan = cast.men(), cast.quan()
    allow(men, quan, section)
    session.commit()
    cast.sign_in_staff(visitor, quan)

    answers = {
        path: visitor.get(f"/clinic/patients/{men.person_id}/{path}").status_code for path in PATHS
    }

    assert answers == {path: 200 if path in opened else 403 for path in PATHS}
    assert len(lines(Event.ACCESS_REFUSED)) == len(PATHS) - len(opened)
    assert len(lines(Event.RECORD_SEEN)) == len(opened)


def test_a_form_that_was_open_writes_nothing_once_the_consent_is_stopped(
    app: Flask, visitor: InspectingClient
) -> None:
    men, quan = cast.men(), cast.quan()
    consent = allow(men, quan, Section.VISITS)
    session.commit()
    cast.sign_in_staff(visitor, quan)
    path = f"/clinic/patients/{men.person_id}/add/visit"
    fields = VISIT | {"csrf_token": visitor.token(path)}

    by = Actor(name=men.full_name, person_id=men.person_id)
    services.stop(men.person_id, consent, by=by, basis=Basis.SELF, reason=EndReason.STOPPED)
    session.commit()

    assert visitor.post(path, data=fields).status_code == 403
    assert entries() == []


def test_a_resident_has_no_such_page(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    assert visitor.get(f"/clinic/patients/{men.person_id}/add/visit").status_code == 404


def test_somebody_who_does_not_exist_answers_the_same(
    app: Flask, visitor: InspectingClient
) -> None:
    quan, stranger = cast.quan(), cast.hung()
    session.commit()
    cast.sign_in_staff(visitor, quan)

    nobody = "00000000-0000-4000-8000-000000000000"
    answers = [
        visitor.get(f"/clinic/patients/{person}/add/visit")
        for person in (nobody, stranger.person_id)
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert entries() == []


def test_the_page_offers_what_may_be_added(app: Flask, visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    allow(men, quan, Section.DOSES)
    session.commit()
    cast.sign_in_staff(visitor, quan)

    page = visitor.get(f"/clinic/patients/{men.person_id}/add").text

    assert "add/dose" in page
    assert "add/visit" not in page
    assert add(visitor, men, "dose", {"vaccine": ""}).status_code == 422


@pytest.mark.parametrize(("widened", "status"), [(False, 403), (True, 303)])
def test_an_emergency_opening_lets_write_from_its_second_step(
    app: Flask, visitor: InspectingClient, widened: bool, status: int
) -> None:
    men, quan = cast.men(), cast.quan()
    now = clock.now()
    opening = EmergencyOpening(
        id=uuid4(),
        person_id=men.person_id,
        staff_id=quan.staff_id,
        facility_code=quan.facility_code,
        reason=Reason.UNCONSCIOUS,
        explanation="found unconscious at the market, nobody to ask",
        opened_at=now,
        closes_at=now + timedelta(hours=4),
        review_by=now + timedelta(hours=72),
        widened_at=now if widened else None,
    )
    session.add(opening)
    session.commit()
    cast.sign_in_staff(visitor, quan)
    token = {"csrf_token": visitor.token("/clinic/")}

    answer = visitor.post(f"/clinic/patients/{men.person_id}/add/values", data=PULSE | token)

    assert answer.status_code == status
    added = [(line.basis, line.ground_ref) for line in lines(Event.RECORD_ADDED)]
    assert added == ([(Basis.EMERGENCY, f"emergency:{opening.id}")] if widened else [])

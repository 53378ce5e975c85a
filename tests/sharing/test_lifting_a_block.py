"""Letting somebody in again: the person alone, freshly proven, told what opens with it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor
from portal.consents import services
from portal.consents.models import Block
from portal.emergency.models import Reason
from portal.emergency.services import NewOpening, open_record
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.representation.models import Representation, RepresentationKind
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.sharing import steps
from tests.sharing.steps import Page, path


@pytest.fixture
def men(app: Flask, visitor: InspectingClient) -> Member:
    member = cast.men()
    steps.in_english(cast.sign_in(visitor, member))
    return member


@pytest.fixture
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


def shut_out(person: Member, staff: StaffCast) -> str:
    """Shut somebody out; return the address where that is taken back."""
    by = Actor(account_id=person.account_id, person_id=person.person_id)
    services.block(person.person_id, staff.staff_id, by=by, basis=Basis.SELF)
    session.commit()
    return path(person, "blocked", staff.staff_id, "lift")


def standing() -> int:
    return len(steps.read(sa.select(Block.id).where(Block.lifted_at.is_(None))))


def browser_of(app: Flask, member: Member) -> InspectingClient:
    browser = app.test_client()
    assert isinstance(browser, InspectingClient)
    return steps.in_english(cast.sign_in(browser, member))


def allow_the_place(visitor: InspectingClient, person: Member) -> None:
    page = visitor.get(path(person, "sharing", "new"), query_string={"place": cast.HOSPITAL})
    parts = [link for link in Page(page.text).links if link.endswith("/parts")]
    time = visitor.submit(parts[-1], {"sections": ["visits", "doses"]}).location
    check = visitor.submit(time, {"duration": "7", "purpose": "visit"}).location
    assert steps.answer(visitor, check)[0] == 303


def test_the_page_names_what_the_whole_place_may_see(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    allow_the_place(visitor, men)
    lift = shut_out(men, ha)
    assert not steps.may_see(app, ha, men)

    page = visitor.get(lift)
    lifted = visitor.submit(lift)

    assert "Visits, immunisations" in page.text
    assert lifted.location == path(men, "sharing")
    assert steps.may_see(app, ha, men)


def test_the_page_says_that_nothing_opens(
    visitor: InspectingClient, men: Member, ha: StaffCast, statements: list[str]
) -> None:
    lift = shut_out(men, ha)
    statements.clear()

    page = visitor.get(lift)

    assert len(statements) <= 6
    assert "They see nothing before they are allowed to." in page.text
    assert "emergency opening still runs" not in page.text


def test_the_page_names_an_emergency_opening_that_runs(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    new = NewOpening(
        person_id=men.person_id, reason=Reason.UNCONSCIOUS, explanation="Ngất ở chợ, một mình"
    )
    open_record(new, by=steps.acting(ha))
    lift = shut_out(men, ha)

    assert "Their emergency opening still runs and opens again." in visitor.get(lift).text


def test_letting_in_again_needs_a_fresh_proof(
    visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    lift = shut_out(men, ha)
    token = visitor.token(lift)
    time.pass_by(minutes=9, seconds=50)
    visitor.get("/home")
    time.pass_by(minutes=1)

    shown = visitor.get(lift)
    lifted = visitor.post(lift, data={"csrf_token": token})

    assert shown.location.startswith("/confirm?to=")
    assert "lift" in lifted.location
    assert lifted.location == shown.location
    assert standing() == 1


def test_a_delegate_does_not_let_in_whom_the_person_shut_out(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    hung = cast.hung()
    session.add(
        Representation(
            id=uuid4(),
            person_id=men.person_id,
            representative_id=hung.person_id,
            kind=RepresentationKind.DELEGATE,
            sees=True,
            consents=True,
            pays=False,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=30),
            registered_by="tests",
        )
    )
    lift = shut_out(men, ha)
    delegate = browser_of(app, hung)

    listed = Page(delegate.get(path(men, "sharing")).text)

    assert lift not in listed.links + listed.forms
    assert delegate.get(lift).status_code == 404
    assert delegate.submit(path(men, "sharing"), to=lift).status_code == 404
    assert standing() == 1
    assert (
        steps.read(sa.select(AuditLine.seq).where(AuditLine.event == Event.PERSON_UNBLOCKED)) == []
    )


def test_a_mother_lets_in_again_for_a_small_child(
    app: Flask, visitor: InspectingClient, ha: StaffCast
) -> None:
    mother = cast.lan()
    child = cast.a_person("Trương Hà An", born=PartialDate(date(2021, 5, 4)))
    cast.represents(mother, child)
    lift = shut_out(child, ha)
    steps.in_english(cast.sign_in(visitor, mother))

    assert lift in Page(visitor.get(path(child, "sharing")).text).links
    assert visitor.submit(lift).status_code == 303
    assert standing() == 0

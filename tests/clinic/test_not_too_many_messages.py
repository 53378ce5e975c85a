"""Asking and taking back, again and again, does not make a patient's phone ring all day."""

import pytest
from flask import Flask

from portal.audit.events import Event
from portal.kernel.db import session
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic import desk
from tests.conftest import Time

ENOUGH = "Too many messages to this phone"


@pytest.fixture
def men(app: Flask) -> Member:
    member = cast.men()
    desk.lives_in(member)
    session.commit()
    return member


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    return cast.quan()


def ask(app: Flask, staff: StaffCast, person: Member, way: str = "/aloud") -> tuple[int, str]:
    """Ask and take back at once, in a new session; return the status and the page."""
    browser = app.test_client()
    assert isinstance(browser, InspectingClient)
    desk.at_desk(browser, staff)
    sent = desk.ask(browser, person, "visits", way=way, until="today")
    if sent.status_code == 303:
        browser.submit(sent.location, to=f"{sent.location}/withdraw")
    return sent.status_code, sent.text


def test_a_fourth_message_in_a_quarter_of_an_hour_is_not_sent(
    app: Flask, men: Member, quan: StaffCast, time: Time
) -> None:
    assert [ask(app, quan, men)[0] for _each in range(3)] == [303] * 3

    status, page = ask(app, quan, men)

    assert status == 422
    assert ENOUGH in page
    assert len(desk.messages()) == 3
    assert len(desk.lines(event=Event.ACCESS_REQUESTED)) == 3
    assert ask(app, quan, men, "")[0] == 422
    time.pass_by(minutes=16)
    assert ask(app, quan, men)[0] == 303


def test_ways_that_send_nothing_stay_open(app: Flask, men: Member, quan: StaffCast) -> None:
    for _each in range(4):
        ask(app, quan, men)

    assert [ask(app, quan, men, way)[0] for way in ("/card", "/witness")] == [303, 303]


def test_a_day_has_six_messages_of_one_clinician(
    app: Flask, men: Member, quan: StaffCast, time: Time
) -> None:
    statuses = []
    for _each in range(7):
        statuses.append(ask(app, quan, men)[0])
        time.pass_by(minutes=20)

    assert statuses == [303] * 6 + [422]
    time.pass_by(hours=23)
    assert ask(app, quan, men)[0] == 303


def test_a_colleague_may_still_ask_but_not_all_of_them_for_ever(
    app: Flask, men: Member, quan: StaffCast
) -> None:
    thom, ha = cast.thom(), cast.ha()
    session.commit()
    for staff in (quan, thom):
        assert [ask(app, staff, men)[0] for _each in range(3)] == [303] * 3

    assert ask(app, ha, men)[0] == 422
    assert len(desk.messages()) == 6


def test_another_patient_is_not_affected(app: Flask, men: Member, quan: StaffCast) -> None:
    hung = cast.hung()
    session.commit()
    for _each in range(4):
        ask(app, quan, men)

    assert ask(app, quan, hung)[0] == 303


def test_the_same_form_twice_counts_once(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    desk.at_desk(visitor, quan)
    panel = desk.panel_of(visitor, men)
    key = desk.hidden(visitor.get(panel), "form_key")
    fields = {"purpose": "visit", "until": "today", "sections": "visits", "form_key": key}

    sent = [visitor.submit(panel, fields, to=f"{panel}/ask/aloud") for _each in range(5)]

    assert {one.status_code for one in sent} == {303}
    assert len(desk.messages()) == 1

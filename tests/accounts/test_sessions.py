"""Signed-in browsers: when they end, and how their owner ends them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, request
from werkzeug.exceptions import NotFound

from portal.accounts import personal_code, signed_in
from portal.accounts.models import KnownDevice, SignInSession
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import database, session
from tests.accounts import steps
from tests.cast import hung, lan, sign_in
from tests.client import InspectingClient
from tests.conftest import Time


def one(query: sa.Select[object]) -> object:
    with database().engine.connect() as connection:
        return connection.execute(query).scalars().all()[-1]


def test_signing_out_ends_the_session_and_leaves_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)
    sid = visitor.get_cookie("sid")

    left = visitor.submit("/account", to="/sign-out")

    assert (left.status_code, left.location) == (303, "/signed-out")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.get_cookie("sid") is None
    assert visitor.get("/signed-out").status_code == 200
    assert sid
    visitor.set_cookie("sid", sid.value)
    assert visitor.get("/account").location == "/sign-in"
    assert one(sa.select(AuditLine.event).order_by(AuditLine.seq)) is Event.SIGNED_OUT


def test_signing_out_twice_is_calm(app: Flask, visitor: InspectingClient) -> None:
    answer = visitor.submit("/sign-in", to="/sign-out")

    assert answer.location == "/signed-out"


@pytest.mark.parametrize(("shared", "minutes"), [(False, 10), (True, 5)])
def test_an_unused_session_locks_itself(
    app: Flask, visitor: InspectingClient, time: Time, shared: bool, minutes: int
) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone, shared=shared)

    time.pass_by(minutes=minutes)
    assert visitor.get("/account").status_code == 200
    time.pass_by(minutes=minutes, seconds=1)
    locked = visitor.get("/account")

    assert locked.location == "/signed-out?reason=idle"
    page = visitor.get(locked.location)
    assert page.status_code == 200
    assert "Signed out automatically" in page.text or "Đã tự thoát" in page.text
    assert visitor.get("/account").location == "/sign-in"


def test_htmx_leaves_the_page_when_the_session_is_over(
    app: Flask, visitor: InspectingClient
) -> None:
    answer = visitor.get("/account", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_staying_renews_the_idle_time(app: Flask, visitor: InspectingClient, time: Time) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)
    token = visitor.token("/account")

    for _ in range(3):
        time.pass_by(minutes=9)
        assert visitor.post("/stay", data={"csrf_token": token}).status_code == 204

    assert visitor.get("/account").status_code == 200


def test_twelve_hours_are_the_most(app: Flask, visitor: InspectingClient, time: Time) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)

    for _ in range(79):
        time.pass_by(minutes=9)
        assert visitor.get("/account").status_code == 200
    time.pass_by(minutes=9)

    assert visitor.get("/account").status_code == 303


def test_devices_are_listed_in_words(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)

    page = visitor.get("/account/sessions").text

    assert "Chrome on Android" in page or "Chrome trên Android" in page
    assert "9:00" in page


def test_one_device_is_ended_from_another(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    other = steps.browser(app)
    steps.walk_in(other, someone)
    theirs = one(sa.select(SignInSession.id))
    sign_in(visitor, someone)

    ended = visitor.submit("/account/sessions", to=f"/account/sessions/{theirs}/end")

    assert ended.location == "/account/sessions"
    assert other.get("/account").location == "/sign-in"
    assert visitor.get("/account").status_code == 200


def test_a_foreign_session_cannot_be_ended(app: Flask, visitor: InspectingClient) -> None:
    someone, victim = hung(), lan()
    session.commit()
    other = steps.browser(app)
    steps.walk_in(other, victim)
    theirs = one(sa.select(SignInSession.id))
    steps.walk_in(visitor, someone)

    answer = visitor.submit("/account/sessions", to=f"/account/sessions/{theirs}/end")

    assert answer.status_code == 404
    assert other.get("/account").status_code == 200


def test_all_are_ended_and_no_device_is_remembered(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)

    answer = visitor.submit("/account/sessions", to="/account/sessions/end-all")

    assert answer.location == "/signed-out"
    assert "Clear-Site-Data" in answer.headers
    assert steps.sessions() == 0
    with database().engine.connect() as connection:
        assert connection.execute(sa.select(KnownDevice.id)).all() == []


def test_a_new_device_is_told_to_the_phone_and_a_known_one_is_not(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)
    (told,) = steps.messages("new_device")
    assert told.recipient == someone.phone
    assert "Hùng" not in str(told.text)
    assert "http" not in str(told.text)

    visitor.submit("/account", to="/sign-out")
    time.pass_by(minutes=2)
    steps.walk_in(visitor, someone)

    assert len(steps.messages("new_device")) == 1


def test_a_shared_phone_is_ticked_until_somebody_unticks_it(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    assert 'name="shared_phone" value="y" checked' in visitor.get("/sign-in").text

    steps.walk_in(visitor, someone)
    visitor.submit("/account", to="/sign-out")

    assert 'name="shared_phone" value="y" checked' not in visitor.get("/sign-in").text
    time.now += timedelta(days=31)
    assert 'name="shared_phone" value="y" checked' in visitor.get("/sign-in").text


def test_a_shared_phone_is_not_remembered(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()

    steps.walk_in(visitor, someone, shared=True)

    assert visitor.get_cookie("dev") is None


def test_the_signed_in_do_not_see_the_sign_in_page(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)

    assert visitor.get("/sign-in").location == "/home"
    assert visitor.get("/sign-in/code").location == "/home"


def test_a_session_that_ended_meanwhile_sets_no_personal_code(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    sign_in(visitor, someone)
    with app.test_request_context(headers={"Cookie": f'sid="token of {someone.personal_id}"'}):
        resident = signed_in.load(request)
        assert resident is not None
        session.execute(sa.update(SignInSession).values(ended_at=clock.now(), end_reason="frozen"))
        with pytest.raises(NotFound):
            personal_code.set_new(resident, "482915")
        session.rollback()

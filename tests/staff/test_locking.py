"""A shared computer locks by itself, unlocks for its owner, and is handed to another."""

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.staff.models import StaffSession
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.staff.steps import english, is_locked, sign_in


def at_work(visitor: InspectingClient) -> StaffCast:
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)
    return quan


def events() -> list[Event]:
    return list(session.scalars(sa.select(AuditLine.event).order_by(AuditLine.seq)))


def test_the_lock_button_locks_at_once(visitor: InspectingClient) -> None:
    at_work(visitor)

    page = visitor.submit("/staff/", to="/staff/lock")

    assert is_locked(page)
    assert page.headers["Clear-Site-Data"] == '"cache"'
    assert is_locked(visitor.get("/staff/"))
    assert "Lê Minh Quân" in visitor.get("/staff/unlock").text


def test_htmx_leaves_a_locked_page(visitor: InspectingClient) -> None:
    at_work(visitor)
    visitor.submit("/staff/", to="/staff/lock")

    answer = visitor.get("/staff/", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/staff/unlock"
    assert answer.text == ""


def test_a_page_locks_after_five_idle_minutes(visitor: InspectingClient, time: Time) -> None:
    at_work(visitor)
    time.pass_by(minutes=4)
    assert visitor.get("/staff/").status_code == 200
    time.pass_by(minutes=4)
    assert visitor.get("/staff/").status_code == 200

    time.pass_by(minutes=5, seconds=1)

    assert is_locked(visitor.get("/staff/"))
    assert visitor.get("/").location == "/home"
    assert visitor.get("/home").location in ("/staff/", "/clinic/")


def test_a_page_left_alone_renews_nothing(visitor: InspectingClient, time: Time) -> None:
    at_work(visitor)
    time.pass_by(minutes=4)
    assert "/staff/back" in visitor.get("/staff/unlock").text

    time.pass_by(minutes=1, seconds=1)

    assert is_locked(visitor.get("/staff/"))


def test_a_session_ends_after_fifteen_idle_minutes(visitor: InspectingClient, time: Time) -> None:
    at_work(visitor)
    time.pass_by(minutes=10)
    visitor.get("/staff/unlock")  # a look at the locked page renews nothing

    time.pass_by(minutes=5, seconds=1)

    assert visitor.get("/staff/").location == "/staff/sign-in"
    assert visitor.get("/staff/unlock").location == "/staff/sign-in"
    assert "because nothing was done" in english(visitor).get("/staff/sign-in").text


def test_a_session_ends_after_eight_hours(visitor: InspectingClient, time: Time) -> None:
    at_work(visitor)
    for _ in range(2 * 60 - 1):
        time.pass_by(minutes=4)
        assert visitor.get("/staff/").status_code == 200

    time.pass_by(minutes=4)

    assert visitor.get("/staff/").location == "/staff/sign-in"


def test_its_owner_unlocks_with_a_code(visitor: InspectingClient, time: Time) -> None:
    quan = at_work(visitor)
    time.pass_by(minutes=6)
    before = visitor.get_cookie("sid")

    page = visitor.submit("/staff/unlock", {"code": quan.code})

    assert page.status_code == 303
    assert visitor.get("/staff/").status_code == 200
    after = visitor.get_cookie("sid")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert Event.STAFF_UNLOCKED in events()


def test_a_code_unlocks_once_and_never_the_one_used_to_enter(
    visitor: InspectingClient,
) -> None:
    quan = cast.quan()
    session.commit()
    sign_in(visitor, quan)
    visitor.submit("/staff/", to="/staff/lock")

    page = visitor.submit("/staff/unlock", {"code": quan.code})

    assert page.status_code == 422
    assert is_locked(visitor.get("/staff/"))


def test_guessing_at_a_locked_page_ends_and_harms_only_it(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    quan = at_work(visitor)
    visitor.submit("/staff/", to="/staff/lock")
    for _ in range(10):
        assert visitor.submit("/staff/unlock", {"code": "000000"}).status_code == 422

    assert visitor.submit("/staff/unlock", {"code": quan.code}).status_code == 422
    assert sign_in(app.test_client(), quan).status_code == 303  # type: ignore[arg-type]


def test_another_person_takes_over(visitor: InspectingClient) -> None:
    at_work(visitor)
    thom = cast.thom()
    session.commit()
    visitor.submit("/staff/", to="/staff/lock")

    page = visitor.submit("/staff/unlock", to="/staff/sign-out")
    assert page.location == "/staff/sign-in"
    sign_in(visitor, thom)

    assert "Vi Thị Thơm" in visitor.get("/staff/").text
    reasons = session.scalars(sa.select(StaffSession.end_reason).order_by(StaffSession.started_at))
    assert sorted(reasons, key=str) == [None, "signed_out"]


def test_signing_out_leaves_nothing(visitor: InspectingClient) -> None:
    at_work(visitor)
    cookie = visitor.get_cookie("sid")
    assert cookie

    page = visitor.submit("/staff/", to="/staff/sign-out")

    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    visitor.set_cookie("sid", cookie.value)
    assert visitor.get("/staff/").location == "/staff/sign-in"
    assert events()[-1] is Event.STAFF_SIGNED_OUT

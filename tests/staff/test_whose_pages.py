"""A page is for residents or for staff, and the other kind does not find it."""

import sqlalchemy as sa
from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from portal.accounts.models import SignInSession
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.staff.guard import require_fresh_staff, staff_page
from portal.staff.models import StaffSession
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff
from tests import cast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.staff.steps import english, sign_in

pages = Blueprint("pages_of_tests", __name__)


@pages.get("/only-head")
@staff_page(Role.STATION_HEAD)
def only_head() -> ResponseReturnValue:
    return f"{current_staff().called} {current_staff().actor.role}", {"Content-Type": "text/plain"}


@pages.get("/grave")
@staff_page()
@require_fresh_staff
def grave() -> ResponseReturnValue:
    return "grave", {"Content-Type": "text/plain"}


def test_a_role_opens_a_page_and_is_named_in_the_log(app: Flask, visitor: InspectingClient) -> None:
    app.register_blueprint(pages)
    cast.sign_in_staff(visitor, cast.dung())

    assert visitor.get("/only-head").text == "bác sĩ Hoàng Văn Dũng station_head"


def test_without_the_role_it_is_not_there_and_the_try_is_noted(
    app: Flask, visitor: InspectingClient
) -> None:
    app.register_blueprint(pages)
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)

    assert visitor.get("/only-head").status_code == 404
    (line,) = session.scalars(sa.select(AuditLine).where(AuditLine.staff_id == quan.staff_id))
    assert (line.event, line.permitted) == (Event.ACCESS_REFUSED, False)


def test_a_resident_finds_no_page_of_staff(app: Flask, visitor: InspectingClient) -> None:
    app.register_blueprint(pages)
    lan = cast.lan()
    cast.sign_in(visitor, lan)

    for path in ("/only-head", "/grave", "/staff/", "/staff/unlock", "/staff/confirm"):
        assert visitor.get(path).status_code == 404, path


def test_staff_find_no_page_of_residents(visitor: InspectingClient) -> None:
    lan = cast.lan()
    cast.sign_in_staff(visitor, cast.quan())

    for path in ("/account", "/people", f"/people/{lan.person_id}/record", "/account/sessions"):
        assert visitor.get(path).status_code == 404, path
    assert visitor.get("/home").location.startswith(("/staff", "/clinic"))
    assert visitor.get("/sign-in").location == "/home"


def test_a_stranger_is_led_to_the_sign_in_of_staff(app: Flask, visitor: InspectingClient) -> None:
    app.register_blueprint(pages)

    assert visitor.get("/only-head").location == "/staff/sign-in"
    htmx = visitor.get("/only-head", headers={"HX-Request": "true"})
    assert htmx.headers["HX-Redirect"] == "/staff/sign-in"


def test_a_token_is_looked_up_in_its_own_table_only(visitor: InspectingClient) -> None:
    lan = cast.lan()
    cast.sign_in(visitor, lan)
    visitor.set_cookie("sid", f"s.token of {lan.personal_id}")
    assert visitor.get("/home").location == "/sign-in"

    cast.sign_in_staff(visitor, cast.quan())
    cookie = visitor.get_cookie("sid")
    assert cookie
    visitor.set_cookie("sid", cookie.value.removeprefix("s."))
    assert visitor.get("/staff/").location == "/staff/sign-in"


def test_entering_as_staff_ends_the_resident_of_that_browser(visitor: InspectingClient) -> None:
    lan, quan = cast.lan(), cast.quan()
    cast.sign_in(visitor, lan)

    assert sign_in(visitor, quan).status_code == 303

    assert session.scalars(sa.select(SignInSession.end_reason)).all() == ["signed_out"]
    assert visitor.get("/account").status_code == 404


def test_entering_as_somebody_else_ends_the_earlier_member(
    visitor: InspectingClient,
) -> None:
    quan, thom = cast.quan(), cast.thom()
    session.commit()
    token = visitor.token("/staff/sign-in")
    cast.sign_in_staff(visitor, quan)

    fields = {"staff_name": "thom", "password": cast.STAFF_PASSWORD, "code": thom.code}
    page = visitor.post("/staff/sign-in", data=fields | {"csrf_token": token})

    assert page.status_code == 303
    session.rollback()
    assert set(session.scalars(sa.select(StaffSession.end_reason))) == {None, "somebody_else"}


def test_a_grave_page_asks_for_a_new_code_after_ten_minutes(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    app.register_blueprint(pages)
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)
    assert visitor.get("/grave").text == "grave"
    for _ in range(3):
        time.pass_by(minutes=4)
        visitor.get("/staff/")

    asked = visitor.get("/grave")
    assert asked.location == "/staff/confirm?to=/grave"
    page = visitor.submit(asked.location, {"code": quan.code})

    assert page.location == "/grave"
    assert visitor.get("/grave").text == "grave"


def test_confirming_leads_nowhere_else(visitor: InspectingClient, time: Time) -> None:
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)
    for _ in range(3):
        time.pass_by(minutes=4)
        visitor.get("/staff/")

    page = visitor.submit("/staff/confirm?to=//evil.example", {"code": quan.code})

    assert page.location.startswith(("/staff/", "/clinic"))


def test_who_is_there_is_found_in_one_statement(
    visitor: InspectingClient, statements: list[str]
) -> None:
    cast.sign_in_staff(visitor, cast.thom())
    statements.clear()

    visitor.get("/staff/")

    asked = [statement for statement in statements if "FROM staff_session" in statement]
    assert len(asked) == 1


def test_the_start_page_names_work_and_place(visitor: InspectingClient) -> None:
    cast.sign_in_staff(visitor, cast.thom())

    page = english(visitor).get("/staff/").text

    assert "Trạm Y tế xã Đồng Sen" in page
    assert "Clinician" in page
    assert "Station staff" in page


def test_the_menu_offers_what_a_role_may_open(visitor: InspectingClient) -> None:
    cast.sign_in_staff(visitor, cast.sy())
    english(visitor)

    page = visitor.get("/staff/").text

    assert "Check the log" in page
    assert "Find a patient" not in page


def test_a_page_that_is_not_theirs_leads_staff_back_to_their_own_work(
    visitor: InspectingClient,
) -> None:
    cast.sign_in_staff(visitor, cast.sy())

    page = visitor.get("/clinic/")

    assert page.status_code == 404
    assert 'href="/staff/enter"' in page.text


def test_a_long_menu_is_one_list_in_groups(visitor: InspectingClient) -> None:
    cast.sign_in_staff(visitor, cast.dung())
    english(visitor)

    page = visitor.get("/staff/").text

    assert page.index(">Counter<") < page.index(">Care<") < page.index(">Oversight<")
    assert page.count('<ul class="staff-pages"') == 1

"""An account is opened at the server, and its owner alone sets what it is entered with."""

import html
import re

import pyotp
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from werkzeug.test import TestResponse

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff.models import StaffMember, StaffRole, StaffSession
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.staff.steps import english, sign_in

NEW = "bốn con trâu trắng"


def flask(app: Flask, *arguments: str) -> Result:
    session.commit()
    result = app.test_cli_runner().invoke(args=["staff", *arguments])
    session.rollback()  # what this test reads next is what the command left
    return result


def opened(app: Flask, *more: str) -> str:
    cast.a_facility(cast.STATION)
    done = flask(
        app, "create", "quan", "--full-name", "Lê Minh Quân", "--title", "Bác sĩ",
        "--role", "clinician", "--role", "station_head", "--facility", cast.STATION, *more,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Staff name: quan" in done.output
    return code_in(done)


def code_in(done: Result) -> str:
    found = re.search(r"^Code: +([2-9A-Z]{4} [2-9A-Z]{4})$", done.output, re.MULTILINE)
    assert found, done.output
    return found[1]


def square_page(visitor: InspectingClient, code: str, name: str = "quan") -> dict[str, str]:
    page = visitor.submit("/staff/activate", {"staff_name": name, "activation_code": code})
    assert page.status_code == 200, page.text
    return hidden(page.text)


def hidden(page: str) -> dict[str, str]:
    found = fields_of(page)
    key = re.search(r'id="key">([A-Z2-7 ]+)<', page)
    assert key
    return found | {"key": key[1]}


def fields_of(page: str) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def finish(visitor: InspectingClient, found: dict[str, str], **other: str) -> TestResponse:
    shown = pyotp.TOTP(found["key"].replace(" ", "")).at(clock.now())
    fields = {"password": NEW, "password_again": NEW, "code": shown} | other
    page = visitor.post("/staff/activate/factors", data=found | fields)
    return page if page.status_code != 200 else write_down(visitor, page)


def write_down(visitor: InspectingClient, page: TestResponse, **other: str) -> TestResponse:
    """Say that the recovery codes on a page are on paper."""
    fields = {"written": "y"} | other
    return visitor.post("/staff/activate/codes", data=fields_of(page.text) | fields)


def test_an_account_is_opened_activated_and_entered(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    code = opened(app)

    page = finish(visitor, found := square_page(visitor, code.lower()))

    assert page.location == "/staff/enter"
    assert "Lê Minh Quân" in visitor.get("/staff/").text
    member = session.scalars(sa.select(StaffMember)).one()
    assert NEW not in (member.password_hash or "")
    session.rollback()  # SQLite has one writer
    time.pass_by(seconds=30)
    shown = pyotp.TOTP(found["key"].replace(" ", "")).at(clock.now())
    again = a_browser(app).submit(
        "/staff/sign-in", {"staff_name": "quan", "password": NEW, "code": shown}
    )
    assert again.status_code == 303


def test_the_log_tells_who_opened_it_and_that_it_was_activated(
    app: Flask, visitor: InspectingClient
) -> None:
    finish(visitor, square_page(visitor, opened(app, "--by", "Hoàng Văn Dũng")))

    changes = session.scalars(
        sa.select(AuditLine)
        .where(AuditLine.event == Event.STAFF_ACCOUNT_CHANGED)
        .order_by(AuditLine.seq)
    )
    told = [(line.actor_name, line.section) for line in changes]
    assert told == [("Hoàng Văn Dũng", "opened"), ("Bác sĩ Lê Minh Quân", "factors")]


def test_an_activation_code_works_once(app: Flask, visitor: InspectingClient) -> None:
    code = opened(app)
    found = square_page(visitor, code)
    assert finish(visitor, found).status_code == 303

    other = english(a_browser(app))
    fields = {"staff_name": "quan", "activation_code": code}
    assert other.submit("/staff/activate", fields).status_code == 422
    token = other.token("/staff/activate")
    again = finish(other, found | {"csrf_token": token})
    assert again.status_code == 422
    assert "used or too old" in again.text


def test_an_activation_code_lasts_a_day(app: Flask, visitor: InspectingClient, time: Time) -> None:
    code = opened(app)
    time.pass_by(hours=24, seconds=1)

    fields = {"staff_name": "quan", "activation_code": code}
    assert visitor.submit("/staff/activate", fields).status_code == 422


@pytest.mark.parametrize(
    ("name", "code"), [("quan", "ABCDEFGH"), ("nobody", "ABCDEFGH"), ("nobody", None)]
)
def test_a_wrong_name_or_code_gets_one_sentence(
    app: Flask, visitor: InspectingClient, name: str, code: str | None
) -> None:
    right = opened(app)
    english(visitor)

    fields = {"staff_name": name, "activation_code": code or right}
    page = visitor.submit("/staff/activate", fields)

    assert page.status_code == 422
    assert "Staff name or activation code not right" in page.text


def test_what_the_form_brings_back_is_ours_or_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    found = square_page(visitor, opened(app))

    page = finish(visitor, found | {"setup": "AQAB" + found["setup"][4:-4] + "AAAA"})

    assert page.location == "/staff/activate"
    assert session.scalars(sa.select(StaffMember.password_hash)).one() is None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"password": "short"}, "The two passwords are not the same"),
        ({"password": "ngan", "password_again": "ngan"}, "at least 8 characters"),
        ({"password": "leminhquan1", "password_again": "leminhquan1"}, "guess this password"),
        ({"code": "000000"}, "Code not right"),
        ({"code": ""}, "Type the 6 digits"),
    ],
)
def test_a_weak_password_or_wrong_code_is_told_beside_its_field(
    app: Flask, visitor: InspectingClient, other: dict[str, str], said: str
) -> None:
    found = square_page(english(visitor), opened(app))

    page = finish(visitor, found, **other)

    assert page.status_code == 422
    assert said in page.text
    assert hidden(page.text)["key"] == found["key"]


def test_a_lost_phone_is_dead_at_once_and_replaced(app: Flask, visitor: InspectingClient) -> None:
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)

    code = code_in(flask(app, "activate-again", "quan"))

    assert visitor.get("/staff/").location == "/staff/sign-in"
    assert sign_in(visitor, quan).status_code == 422
    assert finish(visitor, square_page(visitor, code)).status_code == 303


def test_a_suspended_account_is_closed_everywhere(app: Flask, visitor: InspectingClient) -> None:
    code = opened(app)
    finish(visitor, square_page(visitor, code))
    again = code_in(flask(app, "activate-again", "quan"))
    finish(visitor, square_page(visitor, again))

    assert flask(app, "suspend", "quan").output == "1 sessions ended\n"

    assert visitor.get("/staff/").location == "/staff/sign-in"
    assert set(session.scalars(sa.select(StaffSession.end_reason))) >= {"suspended"}
    session.rollback()  # SQLite has one writer
    fields = {"staff_name": "quan", "activation_code": again}
    assert visitor.submit("/staff/activate", fields).status_code == 422


def test_an_account_keeps_its_roles_and_its_own_record(app: Flask) -> None:
    lan = cast.lan()
    opened(app, "--personal-id", lan.personal_id, "--commune", "Xã Đồng Sen")

    assert set(session.scalars(sa.select(StaffRole.role))) == {Role.CLINICIAN, Role.STATION_HEAD}
    member = session.scalars(sa.select(StaffMember)).one()
    assert (member.person_id, member.commune) == (lan.person_id, "Xã Đồng Sen")


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "quan", "--full-name", "Q", "--role", "clinician", "--facility", "99101"),
        ("create", "Quan", "--full-name", "Q", "--role", "clinician", "--facility", "99101"),
        ("create", "an", "--full-name", "Q", "--role", "clinician", "--facility", "00000"),
        ("activate-again", "nobody"),
        ("suspend", "nobody"),
    ],
)
def test_a_command_that_cannot_be_done_says_so(app: Flask, arguments: tuple[str, ...]) -> None:
    cast.quan()

    done = flask(app, *arguments)

    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert session.scalar(sa.select(sa.func.count()).select_from(StaffMember)) == 1

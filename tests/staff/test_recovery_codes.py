"""Printed codes stand in for a lost app: once each, with the password, and a new app first."""

import re
from uuid import uuid4

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff import recovery
from portal.staff.models import StaffComputer, StaffMember, StaffRecoveryCode, StaffSession
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.staff.steps import english, sign_in
from tests.staff.test_activating import NEW, fields_of, hidden, opened, square_page, write_down

CODE = "ABCDE 23456"


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    """Return Quân with eight codes on paper, the first of them known to this test."""
    quan = cast.quan()
    recovery.keep(quan.staff_id, [CODE.replace(" ", ""), *recovery.new_set()[1:]], clock.now())
    session.commit()
    return quan


def with_code(visitor: InspectingClient, member: StaffCast, **other: str) -> TestResponse:
    fields = {
        "staff_name": member.staff_name,
        "password": cast.STAFF_PASSWORD,
        "recovery_code": CODE,
    }
    return visitor.submit("/staff/lost-app", fields | other)


def new_app(visitor: InspectingClient, page: TestResponse, **other: str) -> TestResponse:
    found = hidden(page.text)
    fields = {"code": pyotp.TOTP(found["key"].replace(" ", "")).at(clock.now())} | other
    return visitor.post("/staff/lost-app/new", data=found | fields)


def codes_on(page: TestResponse) -> list[str]:
    return re.findall(r"<li><b>([2-9A-Z]{5} [2-9A-Z]{5})</b></li>", page.text)


def left() -> int:
    alive = sa.select(sa.func.count()).where(
        StaffRecoveryCode.used_at.is_(None), StaffRecoveryCode.replaced_at.is_(None)
    )
    count = session.scalar(alive) or 0
    session.rollback()  # SQLite has one writer
    return count


def test_a_code_and_the_password_lead_to_a_new_app_and_then_in(
    visitor: InspectingClient, quan: StaffCast, time: Time
) -> None:
    page = with_code(visitor, quan)
    assert page.status_code == 200
    assert visitor.get("/staff/").location == "/staff/sign-in"
    key = hidden(page.text)["key"].replace(" ", "")

    assert new_app(visitor, page).location == "/staff/enter"

    assert "Lê Minh Quân" in visitor.get("/staff/").text
    time.pass_by(seconds=30)
    visitor.submit("/staff/", to="/staff/sign-out")
    assert sign_in(visitor, quan).status_code == 422
    assert sign_in(visitor, quan, code=pyotp.TOTP(key).at(clock.now())).status_code == 303


def test_the_log_tells_of_it_and_other_browsers_are_signed_out(
    app: Flask, visitor: InspectingClient, quan: StaffCast
) -> None:
    other = a_browser(app)
    sign_in(other, quan)

    new_app(visitor, with_code(visitor, quan))

    assert other.get("/staff/").location == "/staff/sign-in"
    lines = session.execute(
        sa.select(AuditLine.event, AuditLine.section, AuditLine.staff_id).order_by(AuditLine.seq)
    ).all()
    assert (Event.STAFF_ACCOUNT_CHANGED, "recovered", quan.staff_id) in lines
    assert session.scalar(sa.select(sa.func.count()).select_from(StaffComputer)) == 1


def test_a_code_works_once(app: Flask, visitor: InspectingClient, quan: StaffCast) -> None:
    other = a_browser(app)
    first, second = with_code(visitor, quan), with_code(other, quan)
    assert new_app(visitor, first).status_code == 303

    assert new_app(other, second).status_code == 422
    assert with_code(english(other), quan).status_code == 422
    assert left() == 7


def test_who_gives_up_half_way_has_lost_nothing(
    visitor: InspectingClient, quan: StaffCast, time: Time
) -> None:
    page = with_code(visitor, quan)
    assert new_app(visitor, page, code="000000").status_code == 422
    time.pass_by(minutes=61)

    assert new_app(visitor, page).location == "/staff/lost-app"
    assert sign_in(visitor, quan).status_code == 303
    assert left() == 8


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "another one altogether"},
        {"recovery_code": "ABCDE 23457"},
        {"staff_name": "nobody"},
    ],
)
def test_whatever_is_wrong_gets_one_sentence(
    visitor: InspectingClient, quan: StaffCast, wrong: dict[str, str]
) -> None:
    page = with_code(english(visitor), quan, **wrong)

    assert page.status_code == 422
    assert "Staff name, password or code not right" in page.text
    failed = sa.select(AuditLine.permitted).where(AuditLine.event == Event.STAFF_SIGN_IN_FAILED)
    assert session.scalars(failed).all() == [False]


@pytest.mark.parametrize("typed", ["", "123456", "ABCDE-2345", "ABCDE 2345I"])
def test_what_cannot_be_a_code_is_told_beside_the_field(
    visitor: InspectingClient, quan: StaffCast, typed: str
) -> None:
    page = with_code(english(visitor), quan, recovery_code=typed)

    assert page.status_code == 422
    assert "A recovery code has 10 letters and digits" in page.text
    assert 'value="quan"' in page.text


def test_another_members_code_opens_nothing(visitor: InspectingClient, quan: StaffCast) -> None:
    thom = cast.thom()
    session.commit()

    assert with_code(visitor, thom).status_code == 422


def test_wrong_recovery_codes_use_up_no_try_of_the_app(
    app: Flask, visitor: InspectingClient, quan: StaffCast
) -> None:
    for _ in range(15):
        assert with_code(visitor, quan, recovery_code="ABCDE 23457").status_code == 422

    assert with_code(visitor, quan).status_code == 422
    assert sign_in(a_browser(app), quan).status_code == 303


def test_a_stranger_uses_up_no_try_of_a_place_its_owner_knows(
    app: Flask, visitor: InspectingClient, quan: StaffCast
) -> None:
    sign_in(visitor, quan)
    visitor.submit("/staff/", to="/staff/sign-out")
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    far = a_browser(app)
    fields = {"staff_name": "quan", "password": "guess", "recovery_code": "ABCDE 23457"}
    for _ in range(16):
        far.submit("/staff/lost-app", fields, environ_overrides=stranger)

    assert with_code(visitor, quan).status_code == 200


def test_a_suspended_member_gets_nothing(visitor: InspectingClient, quan: StaffCast) -> None:
    page = with_code(visitor, quan)
    session.execute(sa.update(StaffMember).values(suspended_at=clock.now()))
    session.commit()

    assert new_app(visitor, page).status_code == 422
    assert with_code(visitor, quan).status_code == 422


def test_activating_shows_eight_codes_that_must_be_written_down(
    app: Flask, visitor: InspectingClient
) -> None:
    found = square_page(english(visitor), opened(app))
    shown = pyotp.TOTP(found["key"].replace(" ", "")).at(clock.now())
    page = visitor.post(
        "/staff/activate/factors",
        data=found | {"password": NEW, "password_again": NEW, "code": shown},
    )
    codes = codes_on(page)
    assert len(set(codes)) == 8
    assert session.scalar(sa.select(StaffMember.password_hash)) is None
    session.rollback()  # SQLite has one writer

    refused = write_down(visitor, page, written="")
    assert refused.status_code == 422
    assert "Write the codes down first" in refused.text
    assert codes_on(refused) == codes
    assert visitor.get("/staff/").location == "/staff/sign-in"

    assert write_down(visitor, refused).location == "/staff/enter"
    quan = StaffCast(uuid4(), "quan", "Lê Minh Quân", cast.STATION)
    other = a_browser(app)
    assert with_code(other, quan, password=NEW, recovery_code=codes[7]).status_code == 200


def test_a_new_set_is_made_after_a_fresh_code_and_ends_the_old_one(
    app: Flask, visitor: InspectingClient, quan: StaffCast, time: Time
) -> None:
    other = a_browser(app)
    sign_in(other, quan)
    english(cast.sign_in_staff(visitor, quan))
    time.pass_by(minutes=2)
    assert "8 codes are left" in visitor.get("/staff/recovery").text
    page = visitor.get("/staff/recovery/new")

    fields = fields_of(page.text)
    assert visitor.post("/staff/recovery/new", data=fields).status_code == 422
    assert left() == 8
    fields["written"] = "y"
    assert visitor.post("/staff/recovery/new", data=fields).location == "/staff/recovery"

    assert other.get("/staff/").location == "/staff/sign-in"
    assert visitor.get("/staff/").status_code == 200
    assert left() == 8
    assert with_code(other, quan).status_code == 422
    assert with_code(other, quan, recovery_code=codes_on(page)[0]).status_code == 200
    changed = sa.select(AuditLine.section).where(AuditLine.event == Event.STAFF_ACCOUNT_CHANGED)
    assert session.scalars(changed).all() == ["recovery_codes"]


def test_an_old_page_never_brings_used_codes_back(
    visitor: InspectingClient, quan: StaffCast, time: Time
) -> None:
    cast.sign_in_staff(visitor, quan)
    page = visitor.get("/staff/recovery/new")
    fields = fields_of(page.text) | {"written": "y"}
    time.pass_by(seconds=30)
    visitor.post("/staff/recovery/new", data=fields)
    session.execute(sa.update(StaffRecoveryCode).values(replaced_at=None, used_at=clock.now()))
    session.commit()

    assert visitor.post("/staff/recovery/new", data=fields).location == "/staff/recovery/new"
    assert left() == 0


def test_new_codes_want_a_fresh_proof(
    visitor: InspectingClient, quan: StaffCast, time: Time
) -> None:
    cast.sign_in_staff(visitor, quan)
    for _ in range(3):
        time.pass_by(minutes=4)
        visitor.get("/staff/")

    assert visitor.get("/staff/recovery/new").location == "/staff/confirm?to=/staff/recovery/new"


def test_a_set_is_nobody_elses(visitor: InspectingClient, app: Flask, quan: StaffCast) -> None:
    thom = cast.thom()
    cast.sign_in_staff(visitor, thom)
    theirs = fields_of(visitor.get("/staff/recovery/new").text)["codes"]
    other = cast.sign_in_staff(a_browser(app), quan)

    fields = {"codes": theirs, "written": "y"}
    page = other.submit("/staff/recovery/new", fields)

    assert page.location == "/staff/recovery/new"
    assert left() == 8


def test_codes_are_stored_as_keyed_hashes_only(quan: StaffCast) -> None:
    stored = session.scalars(sa.select(StaffRecoveryCode.code_mac)).all()

    assert all(len(mac) == 32 for mac in stored)
    assert not any(CODE.replace(" ", "").encode() in mac for mac in stored)
    assert session.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 0

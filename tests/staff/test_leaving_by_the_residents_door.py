"""Signing out, or in, on the residents' pages ends a session of staff in the same browser."""

import pytest
import sqlalchemy as sa

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import reads, session
from portal.staff.models import StaffSession
from tests import cast
from tests.accounts import steps
from tests.client import InspectingClient
from tests.conftest import Time


def at_work(visitor: InspectingClient) -> str:
    cast.sign_in_staff(visitor, cast.quan())
    held = visitor.get_cookie("sid")
    assert held
    return held.value


def reasons() -> list[str | None]:
    return list(reads().execute(sa.select(StaffSession.end_reason)).scalars())


@pytest.mark.parametrize("minutes", [0, 6])
def test_the_residents_sign_out_ends_it_locked_or_not(
    visitor: InspectingClient, time: Time, minutes: int
) -> None:
    stolen = at_work(visitor)
    page = "/staff/unlock" if minutes else "/staff/"
    time.pass_by(minutes=minutes)

    left = visitor.submit(page, to="/sign-out")

    assert left.location == "/signed-out"
    assert visitor.get_cookie("sid") is None
    visitor.set_cookie("sid", stolen)
    assert visitor.get("/staff/").location == "/staff/sign-in"
    assert reasons() == ["signed_out"]
    newest = sa.select(AuditLine.event).order_by(AuditLine.seq.desc()).limit(1)
    assert reads().execute(newest).scalar_one() is Event.STAFF_SIGNED_OUT


def test_a_resident_who_signs_in_ends_what_staff_left_behind(
    visitor: InspectingClient, time: Time
) -> None:
    at_work(visitor)
    someone = cast.hung()
    session.commit()
    time.pass_by(minutes=16)

    steps.walk_in(visitor, someone)

    assert reasons() == ["somebody_else"]
    assert visitor.get("/account").status_code == 200

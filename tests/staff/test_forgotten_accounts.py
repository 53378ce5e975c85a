"""Whoever has not signed in for 45 days is out by the clock, whether anything tidied or not."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.staff import in_force, queries
from portal.staff.models import StaffMember, StaffSession
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.staff.steps import english, sign_in
from tests.staff.test_activating import code_in, finish, flask, opened, square_page

NEUTRAL = "Staff name, password or code not right"


def test_after_45_days_a_sign_in_is_refused_in_the_same_words(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    quan = cast.quan()
    session.commit()
    assert sign_in(english(visitor), quan).status_code == 303

    time.pass_by(days=45)
    assert sign_in(english(a_browser(app)), quan).status_code == 303
    time.pass_by(days=46)
    page = sign_in(english(a_browser(app)), quan)

    assert page.status_code == 422
    assert NEUTRAL in page.text
    assert session.scalars(sa.select(StaffMember.suspended_at)).one() is None


def test_an_account_never_entered_counts_from_its_opening(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    quan = cast.quan()
    session.commit()
    time.pass_by(days=46)

    assert sign_in(english(visitor), quan).status_code == 422


def test_a_session_that_runs_ends_too(app: Flask, visitor: InspectingClient) -> None:
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)
    assert visitor.get("/staff/").status_code == 200

    long_ago = in_force.used_since(clock.today()) - (clock.now() - clock.now()).resolution
    session.execute(sa.update(StaffMember).values(opened_at=long_ago, last_signed_in_at=long_ago))
    session.commit()

    assert visitor.get("/staff/").location == "/staff/sign-in"


@pytest.mark.parametrize("days", [44, 45, 46])
def test_the_clock_says_the_same_in_both_places(app: Flask, time: Time, days: int) -> None:
    cast.quan()
    session.commit()
    time.pass_by(days=days)
    today = clock.today()

    found = queries.member_named(reads(), "quan")
    in_sql = reads().scalar(
        sa.select(sa.func.count()).select_from(StaffMember).where(in_force.IN_FORCE),
        in_force.values(today),
    )

    assert found is not None
    assert found.may_enter(today) is (days <= 45)
    assert in_sql == int(days <= 45)


def test_tidying_writes_it_down_once(app: Flask, visitor: InspectingClient, time: Time) -> None:
    quan = cast.quan()
    session.commit()
    time.pass_by(days=46)
    cast.thom()
    session.commit()

    assert flask(app, "tidy").output == "1 accounts closed, 0 rows deleted\n"
    assert flask(app, "tidy").output == "0 accounts closed, 0 rows deleted\n"

    closed = session.scalars(
        sa.select(StaffMember.staff_name).where(StaffMember.suspended_at.is_not(None))
    ).all()
    lines = session.scalars(
        sa.select(AuditLine.object_ref).where(
            AuditLine.event == Event.STAFF_ACCOUNT_CHANGED, AuditLine.section == "unused"
        )
    ).all()
    assert closed == ["quan"]
    assert lines == [f"staff:{quan.staff_id}"]


def test_activating_again_brings_a_forgotten_account_back(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    opened(app)
    time.pass_by(days=100)
    flask(app, "tidy")

    code = code_in(flask(app, "activate-again", "quan"))

    finish(visitor, square_page(visitor, code))
    assert visitor.get("/staff/").status_code == 200


def test_an_account_past_its_last_day_is_out(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    quan = cast.quan()
    session.execute(sa.update(StaffMember).values(ends_on=clock.today()))
    cast.sign_in_staff(visitor, quan)
    assert visitor.get("/staff/").status_code == 200

    time.pass_by(days=1)

    assert visitor.get("/staff/").location == "/staff/sign-in"
    assert sign_in(english(visitor), quan).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 1

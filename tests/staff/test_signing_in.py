"""Staff name, password and authenticator code; one sentence for whatever is wrong."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.staff.models import StaffMember, StaffSession
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.staff.steps import credentials, english, sign_in


def lines(event: Event) -> list[AuditLine]:
    return list(session.scalars(sa.select(AuditLine).where(AuditLine.event == event)))


def test_staff_sign_in_with_password_and_code(visitor: InspectingClient) -> None:
    quan = cast.quan()
    session.commit()

    page = sign_in(visitor, quan)

    assert page.status_code == 303
    assert page.location == "/staff/enter"
    assert "s." in page.headers["Set-Cookie"] or "sid=s." in str(page.headers)
    start = visitor.get("/staff/")
    assert "Lê Minh Quân" in start.text
    (line,) = lines(Event.STAFF_SIGNED_IN)
    assert (line.staff_id, line.actor_name) == (quan.staff_id, "Bác sĩ Lê Minh Quân")
    assert line.facility_code == cast.STATION


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "một câu khác hẳn"},
        {"code": "000000"},
        {"staff_name": "nobody"},
        {"staff_name": "nobody", "password": "x", "code": "123456"},
    ],
)
def test_everything_wrong_gets_the_same_answer(
    visitor: InspectingClient, wrong: dict[str, str]
) -> None:
    quan = cast.quan()
    session.commit()

    page = sign_in(english(visitor), quan, **wrong)

    assert page.status_code == 422
    assert "Staff name, password or code not right" in page.text
    assert "sid=" not in str(page.headers)
    assert len(lines(Event.STAFF_SIGN_IN_FAILED)) == 1


def test_a_staff_name_may_be_typed_in_capitals(visitor: InspectingClient) -> None:
    quan = cast.quan()
    session.commit()

    assert sign_in(visitor, quan, staff_name=" QUAN ").status_code == 303


def test_a_code_enters_once(app: Flask, visitor: InspectingClient) -> None:
    quan = cast.quan()
    session.commit()
    sign_in(visitor, quan)

    other = a_browser(app)
    page = sign_in(other, quan)

    assert page.status_code == 422


def test_the_next_code_enters_again(app: Flask, visitor: InspectingClient, time: Time) -> None:
    quan = cast.quan()
    session.commit()
    sign_in(visitor, quan)
    time.pass_by(seconds=30)

    page = sign_in(a_browser(app), quan)

    assert page.status_code == 303


def test_parallel_posts_of_one_code_enter_once(app: Flask) -> None:
    quan = cast.quan()
    session.commit()
    visitors = [a_browser(app) for _ in range(6)]
    tokens = [visitor.token("/staff/sign-in") for visitor in visitors]

    def post(number: int) -> int:
        fields = credentials(quan) | {"csrf_token": tokens[number]}
        return visitors[number].post("/staff/sign-in", data=fields).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(post, range(6)))

    assert answers.count(303) == 1, answers
    session.rollback()
    assert len(list(session.scalars(sa.select(StaffSession)))) == 1


def test_a_suspended_or_past_member_does_not_enter(visitor: InspectingClient, time: Time) -> None:
    quan = cast.quan()
    session.execute(sa.update(StaffMember).values(ends_on=time.now.date()))
    session.commit()
    assert sign_in(visitor, quan).status_code == 303

    time.pass_by(days=1)

    assert visitor.get("/staff/").location == "/staff/sign-in"
    assert sign_in(visitor, quan).status_code == 422
    session.execute(sa.update(StaffMember).values(ends_on=None, suspended_at=time.now))
    session.commit()
    time.pass_by(seconds=60)
    assert sign_in(visitor, quan).status_code == 422


def test_wrong_tries_from_elsewhere_leave_a_known_place_open(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    quan = cast.quan()
    session.commit()
    sign_in(visitor, quan)
    time.pass_by(minutes=1)
    stranger = a_browser(app)
    stranger.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    for _ in range(15):
        sign_in(stranger, quan, password="wrong wrong")

    refused = sign_in(english(stranger), quan)
    assert "Too many wrong tries" in refused.text

    time.pass_by(seconds=30)
    assert sign_in(a_browser(app), quan).status_code == 303


def test_the_tries_of_a_day_come_back(visitor: InspectingClient, time: Time) -> None:
    quan = cast.quan()
    session.commit()
    for _ in range(16):
        sign_in(visitor, quan, password="wrong wrong")
    assert sign_in(visitor, quan).status_code == 422

    time.pass_by(hours=25)

    assert sign_in(visitor, quan).status_code == 303


def test_an_unknown_name_is_counted_like_a_known_one(visitor: InspectingClient) -> None:
    quan = cast.quan()
    session.commit()
    english(visitor)
    for _ in range(15):
        sign_in(visitor, quan, staff_name="nobody")

    assert "Too many wrong tries" in sign_in(visitor, quan, staff_name="nobody").text


def test_missing_fields_are_named(visitor: InspectingClient) -> None:
    english(visitor)

    page = visitor.submit("/staff/sign-in", {"staff_name": "quan", "password": "x"})

    assert page.status_code == 422
    assert "Type the 6 digits" in page.text

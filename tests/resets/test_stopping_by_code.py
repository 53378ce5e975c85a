"""The page for the eight digits of a message: counted, alike for all, asked about once more."""

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts import throttle
from portal.accounts.limits import Bucket
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Phone
from portal.resets import stop_codes
from portal.resets.queries import Reset
from portal.resets.states import State
from tests import cast
from tests.accounts import steps
from tests.accounts.steps import messages
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.standing import (
    an_allowed_reset,
    code_told,
    stands,
)
from tests.resets.steps import activate, answer


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


@pytest.fixture
def allowed(lan: Member) -> tuple[Reset, str]:
    """Return an allowed reset of Lan and the letters of its slip."""
    return an_allowed_reset(lan, cast.hanh(), cast.dung())


def _stop(client: InspectingClient, code: str) -> TestResponse:
    page = client.submit("/contest", {"code": code})
    if page.status_code != 200:
        return page
    token = client.token("/contest")
    return client.post("/contest/confirm", data={"csrf_token": token, "code": code})


def test_a_code_is_asked_about_once_more_and_then_stops(
    visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str]
) -> None:
    code = code_told(lan.phone)
    page = visitor.submit("/contest", {"code": f"{code[:4]} {code[4:]}"})
    assert page.status_code == 200
    assert stands(allowed[0]) is State.ALLOWED
    assert lan.full_name not in page.text

    assert _stop(visitor, code).location == "/contest/stopped"
    assert visitor.get("/contest/stopped").status_code == 200
    assert stands(allowed[0]) is State.FROZEN


def test_a_stopped_slip_opens_nothing(
    app: Flask, visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str]
) -> None:
    _stop(visitor, code_told(lan.phone))
    client = steps.browser(app)
    client.submit("/activate", {"personal_id": lan.personal_id, "slip": allowed[1]})

    assert messages("code") == []


def test_the_new_phone_is_signed_out_and_gets_nothing_more(
    app: Flask, visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str], time: Time
) -> None:
    thief = activate(app, lan, allowed[1])
    sent = len(messages("code"))
    time.pass_by(minutes=5)
    _stop(visitor, code_told(lan.phone))

    assert thief.get("/home").location == "/sign-in"
    steps.type_number(steps.browser(app), lan.personal_id)
    assert len(messages("code")) == sent
    assert messages("reset_used") == []
    phones = session.scalars(sa.select(Phone.active).where(Phone.person_id == lan.person_id))
    assert not any(phones)


@pytest.mark.parametrize(("days", "stopped"), [(1, True), (7, True), (9, True), (10, False)])
def test_it_may_be_stopped_for_days_after_its_use(
    app: Flask,
    visitor: InspectingClient,
    lan: Member,
    allowed: tuple[Reset, str],
    time: Time,
    days: int,
    stopped: bool,
) -> None:
    activate(app, lan, allowed[1])
    time.pass_by(days=days)
    _stop(visitor, code_told(lan.phone, "reset_used"))

    assert (stands(allowed[0]) is State.FROZEN) is stopped


@pytest.mark.parametrize("code", ["", "1234567", "12345678a", "00000000"])
def test_a_wrong_code_is_refused_beside_its_field(
    visitor: InspectingClient, allowed: tuple[Reset, str], code: str
) -> None:
    page = visitor.submit("/contest", {"code": code})

    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text


def test_a_spent_code_is_answered_like_a_wrong_one(
    app: Flask, visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str]
) -> None:
    code = code_told(lan.phone)
    _stop(visitor, code)
    spent, wrong = (
        steps.browser(app).submit("/contest", {"code": one}) for one in (code, "00000000")
    )

    assert spent.status_code == wrong.status_code == 422
    assert _sentence(spent) == _sentence(wrong)


def _sentence(page: TestResponse) -> str:
    return page.text.split('id="code-error"')[1].split("</p>")[0]


def test_who_guesses_is_stopped_and_the_owner_is_not(
    app: Flask, lan: Member, allowed: tuple[Reset, str]
) -> None:
    stranger = steps.browser(app)
    for number in range(stop_codes.PER_SOURCE + 1):
        page = stranger.post(
            "/contest",
            data={"csrf_token": stranger.token("/contest"), "code": f"{number:08d}"},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )
        assert page.status_code == 422

    assert _stop(steps.browser(app), code_told(lan.phone)).location == "/contest/stopped"


@pytest.fixture
def flood(app: Flask) -> None:
    """Let strangers at many sources have typed as many wrong codes as it takes, and more."""
    rows = [
        (Bucket.STOP_FAILED, key, None)
        for number in range(3 * stop_codes.MANY_IN_ALL)
        for key in (f"source {number // 10}".encode(), throttle.EVERYBODY)
    ]
    throttle.note(session.connection(), clock.now(), rows)
    session.commit()


def test_when_all_guess_a_right_code_still_stops(
    visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str], flood: None
) -> None:
    code = code_told(lan.phone)

    assert visitor.submit("/contest", {"code": "00000000"}).status_code == 422
    assert _stop(visitor, code).location == "/contest/stopped"
    assert stands(allowed[0]) is State.FROZEN


def test_when_all_guess_each_source_has_few_wrong_codes_and_an_answer_still_stops(
    app: Flask, visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str], flood: None
) -> None:
    for _ in range(stop_codes.FEW_PER_SOURCE):
        visitor.submit("/contest", {"code": "00000000"})

    assert _stop(visitor, code_told(lan.phone)).status_code == 422
    assert answer(app, lan.phone, "CHAN").status_code == 204
    assert stands(allowed[0]) is State.FROZEN


def test_right_codes_count_against_nobody(
    visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str]
) -> None:
    _stop(visitor, code_told(lan.phone))
    key = throttle.EVERYBODY
    failed = throttle.failures(session.connection(), key, (Bucket.STOP_FAILED,), clock.now())

    assert failed == {}

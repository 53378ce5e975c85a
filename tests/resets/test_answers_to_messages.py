"""An answer to a message stops a reset; each counts once, and nobody else brings any."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cases.models import ServiceCase
from portal.kernel.db import session
from portal.resets.models import AccountReset, ContestWay
from portal.resets.queries import Reset
from portal.resets.states import State
from portal.staff.roles import Role
from tests import cast
from tests.accounts import steps
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.standing import (
    NEW_NUMBER,
    account_of,
    an_allowed_reset,
    column_of,
    stands,
)
from tests.resets.steps import TOKEN, answer


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


@pytest.fixture
def allowed(lan: Member) -> tuple[Reset, str]:
    """Return an allowed reset of Lan and the letters of its slip."""
    return an_allowed_reset(lan, cast.hanh(), cast.dung())


@pytest.mark.parametrize(
    "text",
    [
        "CHAN",
        "chan",
        "Chặn!",
        "  Chan giup toi",
        "KHÔNG",
        "khong.",
        "Stop",
        "Hủy",
        "Khong phai toi!",
        "KHÔNG PHẢI TÔI",
    ],
)
@pytest.mark.parametrize("number", ["0900000123", "84900000123", "+84900000123"])
def test_an_answer_stops(
    app: Flask, lan: Member, allowed: tuple[Reset, str], text: str, number: str
) -> None:
    assert answer(app, number, text).status_code == 204

    assert stands(allowed[0]) is State.FROZEN
    way = column_of(AccountReset.contested_how, AccountReset.id == allowed[0].id)
    assert way is ContestWay.SMS


@pytest.mark.parametrize(
    "text",
    [
        "...",
        "OK",
        "cam on",
        "toi chan qua",
        "chanh",
        "no",
        "Khong sao",
        "Không có gì",
        "khong biet la gi",
        "huy lich hen giup toi",
        "Chân tôi đau",
        "chán quá",
    ],
)
def test_other_answers_stop_nothing(
    app: Flask, lan: Member, allowed: tuple[Reset, str], text: str
) -> None:
    assert answer(app, lan.phone, text).status_code == 204
    assert stands(allowed[0]) is State.ALLOWED


def test_an_answer_from_elsewhere_or_without_the_token_stops_nothing(
    app: Flask, lan: Member, allowed: tuple[Reset, str]
) -> None:
    assert answer(app, "0900000555", "CHAN").status_code == 204
    assert answer(app, "not a number", "CHAN").status_code == 204
    assert answer(app, lan.phone, "CHAN", token="wrong").status_code == 400
    assert stands(allowed[0]) is State.ALLOWED


def test_without_a_token_of_ours_nobody_may_bring_answers(
    visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str]
) -> None:
    page = visitor.post(
        "/sms/replies",
        json={"id": "m1", "from": lan.phone, "text": "CHAN"},
        headers={"X-Callback-Token": ""},
    )

    assert page.status_code == 400
    assert stands(allowed[0]) is State.ALLOWED


@pytest.mark.parametrize("name", ["id", "from", "text"])
def test_half_a_character_is_no_answer(
    app: Flask, lan: Member, allowed: tuple[Reset, str], name: str
) -> None:
    said = {"id": "m1", "from": lan.phone, "text": "CHAN"}
    answer(app, "0900000555", "OK")
    page = steps.browser(app).post(
        "/sms/replies",
        json=said | {name: f"{said[name]} \ud83d"},
        headers={"X-Callback-Token": TOKEN},
    )

    assert page.status_code == 400
    assert stands(allowed[0]) is State.ALLOWED


def test_what_is_nested_too_deep_is_no_answer(app: Flask) -> None:
    answer(app, "0900000555", "OK")
    page = steps.browser(app).post(
        "/sms/replies",
        data="[" * 16_000,
        content_type="application/json",
        headers={"X-Callback-Token": TOKEN},
    )

    assert page.status_code == 400


@pytest.mark.parametrize("said", [None, [], {}, {"id": "m", "from": 9, "text": "CHAN"}])
def test_what_is_no_answer_is_refused(app: Flask, allowed: tuple[Reset, str], said: object) -> None:
    answer(app, "0900000555", "OK")
    page = steps.browser(app).post("/sms/replies", json=said, headers={"X-Callback-Token": TOKEN})

    assert page.status_code == 400


def test_a_repeated_answer_does_not_stop_another_reset(
    app: Flask, lan: Member, allowed: tuple[Reset, str], time: Time
) -> None:
    answer(app, lan.phone, "CHAN", name="first")
    _settle(allowed[0])
    time.pass_by(days=2)
    desk = [cast.a_staff_member(name, "Vi Thị Sáu", Role.STATION_STAFF) for name in ("sau", "bay")]
    later, _letters = an_allowed_reset(lan, *desk)

    assert answer(app, lan.phone, "CHAN", name="first").status_code == 204
    assert stands(later) is State.ALLOWED
    assert answer(app, lan.phone, "CHAN", name="second").status_code == 204
    assert stands(later) is State.FROZEN


def test_a_repeated_answer_changes_nothing_once_it_is_settled(
    app: Flask, lan: Member, allowed: tuple[Reset, str]
) -> None:
    answer(app, NEW_NUMBER, "CHAN", name="first")
    _settle(allowed[0])

    assert answer(app, NEW_NUMBER, "CHAN", name="second").status_code == 204
    assert account_of(lan).frozen_at is None


def test_the_owner_reads_of_it_afterwards(
    app: Flask, visitor: InspectingClient, lan: Member, allowed: tuple[Reset, str]
) -> None:
    answer(app, lan.phone, "CHAN")
    _settle(allowed[0])
    cast.sign_in(visitor, lan)
    [case] = session.scalars(sa.select(ServiceCase.id)).all()
    session.commit()

    assert visitor.get("/cases").status_code == 200
    assert visitor.get(f"/cases/{case}").status_code == 200
    assert visitor.get(f"/people/{lan.person_id}/access").status_code == 200


def _settle(reset: Reset) -> None:
    """Settle a stopped reset, and let its owner in again."""
    session.execute(
        sa.update(AccountReset)
        .where(AccountReset.id == reset.id)
        .values(
            state=State.CONFIRMED,
            settled_by=reset.decided_by,
        )
    )
    session.execute(sa.text("UPDATE account SET frozen_at = NULL"))
    session.commit()

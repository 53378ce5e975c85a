"""The personal code: asked after a right code, compulsory on a number two adults share."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.kernel import crypto
from portal.kernel.db import database, session
from tests.accounts import steps
from tests.cast import Member, hung, lan, men, sign_in
from tests.client import InspectingClient
from tests.conftest import Time

CODE = "730518"


def with_pin(member: Member) -> Member:
    """Give a member the personal code 730518."""
    session.execute(
        sa.update(Account)
        .where(Account.id == member.account_id)
        .values(pin_hash=crypto.hash_secret(CODE))
    )
    session.commit()
    return member


def to_pin_page(client: InspectingClient, member: Member) -> TestResponse:
    steps.type_number(client, member.personal_id)
    return steps.type_code(client, steps.newest_code())


def type_pin(client: InspectingClient, typed: str) -> TestResponse:
    return client.submit("/sign-in/pin", {"pin": typed})


def kept_pin(member: Member) -> str | None:
    query = sa.select(Account.pin_hash).where(Account.id == member.account_id)
    with database().engine.connect() as connection:
        return connection.execute(query).scalar_one()


def test_the_personal_code_is_asked_after_a_right_code_only(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = with_pin(hung())
    steps.type_number(visitor, someone.personal_id)
    assert visitor.get("/sign-in/pin").location == "/sign-in/code"

    passed = steps.type_code(visitor, steps.newest_code())

    assert passed.location == "/sign-in/pin"
    assert steps.sessions() == 0
    assert visitor.get("/account").location == "/sign-in"
    assert type_pin(visitor, "730 518").location == "/home"
    assert visitor.get("/account").status_code == 200


def test_a_wrong_personal_code_says_how_many_tries_are_left(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = with_pin(hung())
    to_pin_page(visitor, someone)

    page = type_pin(visitor, "730519")

    assert page.status_code == 422
    assert re.search(r"Còn 4 lần thử|4 tr(y|ies) left", page.text)


def test_after_five_wrong_ones_the_right_one_is_refused(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = with_pin(hung())
    to_pin_page(visitor, someone)
    for _ in range(5):
        type_pin(visitor, "730519")

    assert type_pin(visitor, CODE).status_code == 422
    assert steps.sessions() == 0


def test_after_ten_wrong_ones_a_day_a_new_sign_in_does_not_help(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = with_pin(hung())
    for _ in range(2):
        to_pin_page(visitor, someone)
        for _ in range(5):
            type_pin(visitor, "730519")
        time.pass_by(minutes=16)

    to_pin_page(visitor, someone)
    assert type_pin(visitor, CODE).status_code == 422

    time.pass_by(days=1)
    to_pin_page(visitor, someone)
    assert type_pin(visitor, CODE).location == "/home"


def test_the_old_pre_cookie_is_worth_nothing_after_the_code(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = with_pin(hung())
    steps.type_number(visitor, someone.personal_id)
    before = visitor.get_cookie("pre")
    steps.type_code(visitor, steps.newest_code())
    assert before

    thief = steps.browser(app)
    thief.set_cookie("pre", before.value)

    assert thief.get("/sign-in/pin").location == "/sign-in"


def test_two_adults_on_one_number_each_choose_a_personal_code(
    app: Flask, visitor: InspectingClient
) -> None:
    lan()
    grandmother = men()
    session.commit()

    assert to_pin_page(visitor, grandmother).location == "/account/pin/set"
    assert visitor.get("/account").location == "/sign-in"
    weak = visitor.submit("/account/pin/set", {"pin": "120358", "pin_again": "120358"})
    unequal = visitor.submit("/account/pin/set", {"pin": CODE, "pin_again": "730519"})
    chosen = visitor.submit("/account/pin/set", {"pin": CODE, "pin_again": CODE})

    assert (weak.status_code, unequal.status_code) == (422, 422)
    assert chosen.location == "/home"
    assert steps.sessions() == 1
    assert str(kept_pin(grandmother)).startswith("$argon2id$")


def test_the_code_of_one_does_not_open_the_other_on_the_same_phone(
    app: Flask, visitor: InspectingClient
) -> None:
    daughter, grandmother = lan(), men()
    with_pin(daughter)
    with_pin(grandmother)
    other = steps.browser(app)
    steps.type_number(other, grandmother.personal_id)
    steps.type_number(visitor, daughter.personal_id)
    for_daughter = steps.newest_code()

    assert steps.type_code(other, for_daughter).status_code == 422
    assert steps.type_code(visitor, for_daughter).location == "/sign-in/pin"


def test_one_adult_alone_need_not_choose_one(app: Flask, visitor: InspectingClient) -> None:
    someone = lan()
    session.commit()

    assert to_pin_page(visitor, someone).location == "/home"


def test_setting_a_code_ends_other_sessions_and_tells_the_phone(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    elsewhere = steps.browser(app)
    steps.walk_in(elsewhere, someone)
    sign_in(visitor, someone)

    answer = visitor.submit("/account/pin", {"pin": CODE, "pin_again": CODE})

    assert answer.location == "/account"
    assert visitor.get("/account").status_code == 200
    assert elsewhere.get("/account").location == "/sign-in"
    (told,) = steps.messages("factor_changed")
    assert str(told.text).isascii()
    assert len(str(told.text)) < 160


def test_a_code_can_be_removed_unless_another_adult_shares_the_number(
    app: Flask, visitor: InspectingClient
) -> None:
    alone = with_pin(hung())
    sign_in(visitor, alone)
    assert visitor.submit("/account/pin", to="/account/pin/remove").location == "/account"
    assert kept_pin(alone) is None

    lan()
    grandmother = with_pin(men())
    client = sign_in(steps.browser(app), grandmother)
    refused = client.submit("/account/pin", to="/account/pin/remove")
    assert refused.status_code == 422
    assert kept_pin(grandmother)


@pytest.mark.parametrize("page", ["/account/pin", "/account/totp"])
def test_changing_a_factor_asks_again_after_ten_minutes(
    app: Flask, visitor: InspectingClient, time: Time, page: str
) -> None:
    someone = with_pin(hung())
    sign_in(visitor, someone)
    assert visitor.get(page).status_code == 200

    time.pass_by(minutes=6)
    assert visitor.get(page).status_code == 200
    time.pass_by(minutes=6)
    away = visitor.get(page)
    assert away.location == f"/confirm?to={page}"

    asked = visitor.get(away.location)
    assert asked.location == f"/confirm/pin?to={page}"
    old = visitor.get_cookie("sid")
    assert visitor.submit(asked.location, {"pin": "730519"}).status_code == 422
    assert visitor.submit(asked.location, {"pin": CODE}).location == page
    assert visitor.get(page).status_code == 200
    thief = steps.browser(app)
    assert old
    thief.set_cookie("sid", old.value)
    assert thief.get("/account").location == "/sign-in"


def test_without_a_personal_code_a_new_one_time_code_confirms(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)
    time.pass_by(minutes=6)
    visitor.post("/stay", data={"csrf_token": visitor.token("/account")})
    time.pass_by(minutes=6)

    page = visitor.get(visitor.get("/account/pin").location).location
    assert page == "/confirm/code?to=/account/pin"
    sent = visitor.submit(page, to="/confirm/code/send?to=/account/pin")
    assert sent.location == page
    assert visitor.submit(page, {"code": steps.wrong_code()}).status_code == 422

    assert visitor.submit(page, {"code": steps.newest_code()}).location == "/account/pin"
    assert visitor.get("/account/pin").status_code == 200
    assert steps.sessions() == 1


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/sign-out", "/nowhere"])
def test_confirming_leads_only_to_pages_of_ours(
    app: Flask, visitor: InspectingClient, to: str
) -> None:
    someone = hung()
    session.commit()
    sign_in(visitor, someone)

    assert visitor.get("/confirm", query_string={"to": to}).location == "/account"


@pytest.mark.parametrize("page", ["/sign-in/pin", "/account/pin/set"])
def test_a_right_code_waits_ten_minutes_for_the_personal_code(
    app: Flask, visitor: InspectingClient, time: Time, page: str
) -> None:
    if page == "/sign-in/pin":
        someone = with_pin(hung())
    else:
        lan()
        someone = men()
        session.commit()
    assert to_pin_page(visitor, someone).location == page
    token = visitor.token(page)

    time.pass_by(minutes=10)
    fields = {"csrf_token": token, "pin": CODE, "pin_again": CODE}

    assert visitor.get(page).location == "/sign-in"
    assert visitor.post(page, data=fields).location == "/sign-in"
    assert steps.sessions() == 0

"""Sending and guessing have limits, and no limit locks an owner out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts import counter
from portal.accounts.limits import Sends, may_send
from portal.accounts.models import Account
from portal.config import Limits
from portal.kernel.db import session
from tests.accounts import steps
from tests.cast import Member, hung, lan
from tests.client import InspectingClient
from tests.conftest import Time

NOTHING = Sends(
    lately=0,
    quarter_hour=0,
    day=0,
    known_day=0,
    source_ten_minutes=0,
    source_other_ids=0,
    in_all_day=0,
    failed_lately=0,
    passed_lately=0,
)


@pytest.mark.parametrize(
    ("already", "allowed", "allowed_on_known_device"),
    [
        ({}, True, True),
        ({"lately": 1}, False, True),
        ({"quarter_hour": 2}, True, True),
        ({"quarter_hour": 3}, False, True),
        ({"day": 5}, True, True),
        ({"day": 6}, False, True),
        ({"source_ten_minutes": 30}, False, True),
        ({"source_other_ids": 19}, True, True),
        ({"source_other_ids": 20}, False, True),
        ({"in_all_day": 20_000}, False, True),
        ({"known_day": 20}, True, False),
        ({"failed_lately": 200}, True, True),
        ({"failed_lately": 201}, False, True),
        ({"failed_lately": 201, "passed_lately": 600}, True, True),
    ],
)
def test_when_one_more_code_may_be_sent(
    already: dict[str, int], allowed: bool, allowed_on_known_device: bool
) -> None:
    sends = replace(NOTHING, **already)

    assert may_send(sends, Limits(), known_device=False) is allowed
    assert may_send(sends, Limits(), known_device=True) is allowed_on_known_device


def exhaust_sends(app: Flask, someone: Member, time: Time) -> None:
    """Ask for six codes from strange browsers within a day."""
    for _ in range(6):
        steps.type_number(steps.browser(app), someone.personal_id)
        time.pass_by(minutes=16)


def exhaust_guesses(app: Flask, someone: Member, time: Time) -> None:
    """Guess wrong fifteen times and more within the six codes of a day."""
    for _ in range(4):
        attacker = steps.browser(app)
        steps.type_number(attacker, someone.personal_id)
        for _ in range(5):
            steps.type_code(attacker, steps.wrong_code())
        time.pass_by(minutes=16)


def test_two_hundred_requests_send_six_codes_a_day(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    token = visitor.token("/sign-in")

    for _ in range(200):
        form = {"csrf_token": token, "personal_id": someone.personal_id}
        answer = visitor.post("/sign-in", data=form)
        assert answer.location == "/sign-in/code"
        time.pass_by(minutes=5)

    assert len(steps.messages()) <= 6
    assert len(steps.messages()) >= 5


def test_when_the_budget_is_spent_the_page_says_the_same(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    exhaust_sends(app, someone, time)
    before = len(steps.messages())

    answer = steps.type_number(visitor, someone.personal_id)

    assert answer.location == "/sign-in/code"
    assert visitor.get("/sign-in/code").status_code == 200
    assert len(steps.messages()) == before
    assert steps.type_code(visitor, steps.newest_code()).status_code == 422


def test_a_remembered_device_still_gets_a_code_when_strangers_spent_the_budget(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)
    visitor.submit("/account", to="/sign-out")
    exhaust_sends(app, someone, time)
    exhaust_guesses(app, someone, time)

    steps.walk_in(visitor, someone)


def test_an_app_and_a_counter_code_work_when_strangers_spent_the_budgets(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    secret = pyotp.random_base32(32)
    session.execute(sa.update(Account).values(totp_secret=secret, totp_confirmed_at=time.now))
    assert someone.account_id
    printed = counter.issue(someone.account_id, someone.person_id, by="Y sĩ Thơm")
    session.commit()
    exhaust_guesses(app, someone, time)
    exhaust_sends(app, someone, time)

    steps.type_number(visitor, someone.personal_id)
    shown = pyotp.TOTP(secret).at(int(time.now.timestamp()))
    assert steps.type_code(visitor, shown).location == "/home"

    other = steps.browser(app)
    steps.type_number(other, someone.personal_id)
    assert steps.type_code(other, printed.lower()).location == "/home"


def test_after_fifteen_wrong_codes_a_day_even_a_right_one_waits(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    exhaust_guesses(app, someone, time)

    steps.type_number(visitor, someone.personal_id)
    assert steps.type_code(visitor, steps.newest_code()).status_code == 422

    time.pass_by(days=1)
    steps.walk_in(steps.browser(app), someone)


def test_a_right_code_forgives_its_own_count(app: Flask, time: Time) -> None:
    someone = hung()
    session.commit()

    for _ in range(5):
        client = steps.browser(app)
        steps.type_number(client, someone.personal_id)
        for _ in range(2):
            steps.type_code(client, steps.wrong_code())
        assert steps.type_code(client, steps.newest_code()).location == "/home"
        time.pass_by(minutes=16)


def test_one_source_asks_for_twenty_people_an_hour(app: Flask, time: Time) -> None:
    someone = lan()
    session.commit()
    for number in range(20):
        steps.type_number(steps.browser(app), f"999080{number:06d}")
        time.pass_by(minutes=1)

    steps.type_number(steps.browser(app), someone.personal_id)
    assert steps.messages() == []

    time.pass_by(minutes=61)
    steps.type_number(steps.browser(app), someone.personal_id)
    assert len(steps.messages()) == 1


def test_asking_at_the_same_moment_sends_one_code(app: Flask) -> None:
    someone = hung()
    session.commit()

    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda _: steps.type_number(steps.browser(app), someone.personal_id), range(8)
            )
        )

    assert len(steps.messages()) == 1


def test_guesses_spread_over_fifty_accounts_make_unknown_devices_wait(
    app: Flask, time: Time
) -> None:
    """Owners of a remembered device pass, and all do when the guessing has stopped."""
    someone = lan()
    session.commit()
    own = steps.browser(app)
    steps.walk_in(own, someone)
    own.submit("/account", to="/sign-out")
    time.pass_by(minutes=2)
    for number in range(50):
        attacker = steps.browser(app)
        attacker.environ_base["REMOTE_ADDR"] = f"10.0.{number // 8}.{number % 8 + 1}"
        steps.type_number(attacker, f"999080{number:06d}")
        for _ in range(5):
            steps.type_code(attacker, "000000")
    before = len(steps.messages())

    steps.type_number(steps.browser(app), someone.personal_id)
    assert len(steps.messages()) == before

    steps.walk_in(own, someone)
    time.pass_by(minutes=6)
    steps.type_number(steps.browser(app), someone.personal_id)
    assert len(steps.messages()) == before + 2

"""Personal codes and apps hold when many try at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pyotp
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account, SignInAttempt
from portal.kernel import crypto
from portal.kernel.db import database, session
from tests.accounts import steps
from tests.cast import hung
from tests.client import InspectingClient
from tests.conftest import Time


def copy_of(app: Flask, client: InspectingClient) -> InspectingClient:
    """Return a browser with the same cookies."""
    copy = steps.browser(app)
    for name in ("pre", "form"):
        cookie = client.get_cookie(name)
        assert cookie
        copy.set_cookie(name, cookie.value)
    return copy


def test_parallel_guesses_of_a_personal_code_are_compared_five_times(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.execute(sa.update(Account).values(pin_hash=crypto.hash_secret("730518")))
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    steps.type_code(visitor, steps.newest_code())
    token = visitor.token("/sign-in/pin")

    def guess(number: int) -> int:
        form = {"csrf_token": token, "pin": f"{640200 + number}"}
        return copy_of(app, visitor).post("/sign-in/pin", data=form).status_code

    with ThreadPoolExecutor(12) as threads:
        statuses = set(threads.map(guess, range(12)))

    assert statuses <= {422, 503}
    with database().engine.connect() as connection:
        assert connection.execute(sa.select(SignInAttempt.pin_tries)).scalar_one() == 5
    last = visitor.post("/sign-in/pin", data={"csrf_token": token, "pin": "730518"})
    assert last.status_code == 422
    assert steps.sessions() == 0


def test_a_right_personal_code_posted_in_parallel_opens_one_session(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.execute(sa.update(Account).values(pin_hash=crypto.hash_secret("730518")))
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    steps.type_code(visitor, steps.newest_code())
    token = visitor.token("/sign-in/pin")

    def post(_number: int) -> int:
        form = {"csrf_token": token, "pin": "730518"}
        return copy_of(app, visitor).post("/sign-in/pin", data=form).status_code

    with ThreadPoolExecutor(5) as threads:
        assert 303 in set(threads.map(post, range(5)))

    assert steps.sessions() == 1


def test_one_code_of_an_app_in_many_browsers_opens_one_session(app: Flask, time: Time) -> None:
    someone = hung()
    secret = pyotp.random_base32(32)
    session.execute(sa.update(Account).values(totp_secret=secret, totp_confirmed_at=time.now))
    session.commit()
    shown = pyotp.TOTP(secret).at(int(time.now.timestamp()))
    browsers = [steps.browser(app) for _ in range(8)]
    for client in browsers:
        steps.type_number(client, someone.personal_id)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda client: steps.type_code(client, shown), browsers))

    assert steps.sessions() == 1

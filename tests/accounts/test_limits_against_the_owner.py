"""What a stranger spends, its owner does not miss: each limit of signing in, attacked.

Each row spends one limit as far as anybody can. Then the owner begins, the stranger goes on, and
the owner still gets in by each way that is theirs alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts import counter
from portal.accounts.models import Account
from portal.kernel.db import session
from tests.accounts import steps
from tests.cast import Member, hung, lan
from tests.client import InspectingClient
from tests.conftest import Time

WRONG = "222222"
WRONG_FROM_THE_COUNTER = "ZZZZZZZZ"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An owner with a remembered browser, an app and a printed code; and the clock."""

    app: Flask
    time: Time
    owner: Member
    remembered: InspectingClient
    secret: str
    printed: str

    def stranger(
        self, number: str, wrong: str = WRONG, *, source: str = "203.0.113.9", tries: int = 5
    ) -> None:
        """Ask for a code in a new browser, and type wrong ones."""
        client = steps.browser(self.app)
        client.environ_base["REMOTE_ADDR"] = source
        token = client.token("/sign-in")
        client.post("/sign-in", data={"csrf_token": token, "personal_id": number})
        for _ in range(tries):
            client.post("/sign-in/code", data={"csrf_token": token, "code": wrong})


@pytest.fixture
def scene(app: Flask, time: Time) -> Scene:
    owner, secret = hung(), pyotp.random_base32(32)
    session.execute(sa.update(Account).values(totp_secret=secret, totp_confirmed_at=time.now))
    assert owner.account_id
    printed = counter.issue(owner.account_id, owner.person_id, by="Y sĩ Thơm")
    session.commit()
    remembered = steps.browser(app)
    steps.walk_in(remembered, owner)
    remembered.submit("/account", to="/sign-out")
    time.pass_by(minutes=20)
    return Scene(
        app=app, time=time, owner=owner, remembered=remembered, secret=secret, printed=printed
    )


def tries_of_one_code(scene: Scene) -> None:
    scene.stranger(scene.owner.personal_id)


def sends_and_failures_of_unknown_devices(scene: Scene) -> None:
    """More than six messages and fifteen wrong codes a day, which are the app's thirty too."""
    for _ in range(8):
        scene.stranger(scene.owner.personal_id)
        scene.time.pass_by(minutes=16)


def from_a_device_remembered_for_somebody_else(scene: Scene) -> None:
    other = lan()
    session.commit()
    client = steps.browser(scene.app)
    steps.walk_in(client, other)
    client.submit("/account", to="/sign-out")
    for _ in range(8):
        steps.type_number(client, scene.owner.personal_id)
        for _ in range(5):
            steps.type_code(client, WRONG)
        scene.time.pass_by(minutes=2)


def what_one_source_may_ask(scene: Scene) -> None:
    """Thirty messages and twenty numbers, from the very address of the owner."""
    for number in range(31):
        scene.stranger(f"999080{number:06d}", source="127.0.0.1", tries=0)


def failures_of_everybody_together(scene: Scene) -> None:
    for number in range(41):
        source = f"10.0.{number // 8}.{number % 8 + 1}"
        scene.stranger(f"999080{number:06d}", source=source)


ROWS: dict[str, Callable[[Scene], None]] = {
    "five tries of a code": tries_of_one_code,
    "sends and failures, unknown devices": sends_and_failures_of_unknown_devices,
    "a device remembered for another": from_a_device_remembered_for_somebody_else,
    "one source": what_one_source_may_ask,
    "the whole system": failures_of_everybody_together,
}


def shown(scene: Scene) -> str:
    """Return what the owner's app shows now."""
    return pyotp.TOTP(scene.secret).at(int(scene.time.now.timestamp()))


def by_message(scene: Scene) -> tuple[InspectingClient, Callable[[], str]]:
    steps.type_number(scene.remembered, scene.owner.personal_id)
    code = steps.newest_code()
    return scene.remembered, lambda: code


def by_app(scene: Scene) -> tuple[InspectingClient, Callable[[], str]]:
    steps.type_number(scene.remembered, scene.owner.personal_id)
    return scene.remembered, lambda: shown(scene)


def by_app_anywhere(scene: Scene) -> tuple[InspectingClient, Callable[[], str]]:
    client = steps.browser(scene.app)
    steps.type_number(client, scene.owner.personal_id)
    return client, lambda: shown(scene)


def by_slip(scene: Scene) -> tuple[InspectingClient, Callable[[], str]]:
    client = steps.browser(scene.app)
    steps.type_number(client, scene.owner.personal_id)
    return client, lambda: scene.printed


WAYS: dict[str, Callable[[Scene], tuple[InspectingClient, Callable[[], str]]]] = {
    "a message, on a remembered device": by_message,
    "an app, on a remembered device": by_app,
    "an app, anywhere": by_app_anywhere,
    "a slip, anywhere": by_slip,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", ROWS)
def test_what_a_stranger_spends_the_owner_does_not_miss(scene: Scene, row: str, way: str) -> None:
    ROWS[row](scene)

    browser, code = WAYS[way](scene)
    scene.stranger(scene.owner.personal_id)
    scene.stranger(scene.owner.personal_id, WRONG_FROM_THE_COUNTER)
    answer = steps.type_code(browser, code())
    if answer.status_code == 422 and way == "an app, anywhere":
        scene.stranger(scene.owner.personal_id)
        answer = the_next_one(scene, browser)

    assert answer.location == "/home"


def the_next_one(scene: Scene, browser: InspectingClient) -> TestResponse:
    """Wait for the next code of the app and type it."""
    scene.time.pass_by(seconds=30)
    return steps.type_code(browser, shown(scene))


@pytest.fixture
def besieged(scene: Scene) -> InspectingClient:
    """A new browser at the code page of an owner whose number strangers have tried all day."""
    sends_and_failures_of_unknown_devices(scene)
    client, _code = by_app_anywhere(scene)
    client.set_cookie("language", "en")
    return client


def test_one_right_code_of_an_app_is_not_told_from_a_wrong_one(
    scene: Scene, besieged: InspectingClient
) -> None:
    right = steps.type_code(besieged, shown(scene))
    wrong = steps.type_code(besieged, WRONG)

    assert right.status_code == wrong.status_code == 422
    assert "type two codes in a row. 4 tries left" in right.text
    assert "type two codes in a row. 3 tries left" in wrong.text


def test_two_codes_of_an_app_count_only_in_a_row(scene: Scene, besieged: InspectingClient) -> None:
    first = shown(scene)
    steps.type_code(besieged, first)
    assert steps.type_code(besieged, first).status_code == 422, "the same twice"
    steps.type_code(besieged, WRONG)

    assert the_next_one(scene, besieged).status_code == 422, "a wrong one between"
    assert the_next_one(scene, besieged).location == "/home"


def test_two_codes_typed_long_apart_are_not_in_a_row(
    scene: Scene, besieged: InspectingClient
) -> None:
    steps.type_code(besieged, shown(scene))
    scene.time.pass_by(minutes=3)

    assert steps.type_code(besieged, shown(scene)).status_code == 422


def test_a_number_without_account_is_asked_for_two_codes_as_well(scene: Scene) -> None:
    for _ in range(8):
        scene.stranger("999080000999")
        scene.time.pass_by(minutes=16)
    client = steps.browser(scene.app)
    client.set_cookie("language", "en")
    steps.type_number(client, "999080000999")

    assert "type two codes in a row. 4 tries left" in steps.type_code(client, WRONG).text


def test_no_number_of_wrong_codes_shuts_out_the_right_one_from_the_counter(scene: Scene) -> None:
    for _ in range(101):
        scene.stranger(scene.owner.personal_id, WRONG_FROM_THE_COUNTER)

    browser, code = by_slip(scene)
    scene.stranger(scene.owner.personal_id, WRONG_FROM_THE_COUNTER)

    assert steps.type_code(browser, code()).location == "/home"

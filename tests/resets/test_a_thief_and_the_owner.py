"""What a thief who talked two people into a reset can do, and what stays with the owner."""

import pytest
from flask import Flask

from portal.resets.states import State
from tests import cast
from tests.accounts import steps
from tests.cast import Member
from tests.client import InspectingClient
from tests.clinic import desk
from tests.conftest import Time
from tests.emergency.steps import opens
from tests.resets.standing import an_allowed_reset, code_told, stands
from tests.resets.steps import activate
from tests.sharing.steps import asks


@pytest.fixture
def men(app: Flask) -> Member:
    member = cast.men()
    desk.lives_in(member)
    return member


def _stop(client: InspectingClient, code: str) -> None:
    token = client.token("/contest")
    client.post("/contest/confirm", data={"csrf_token": token, "code": code})


def test_a_thief_sees_and_lets_nobody_in_for_a_day(app: Flask, men: Member, time: Time) -> None:
    _reset, letters = an_allowed_reset(men, cast.hanh(), cast.dung())
    thief = activate(app, men, letters)
    request_id = asks(cast.quan(), men)
    about = f"/people/{men.person_id}"
    assert thief.get(f"{about}/visits").status_code == 200

    for path in ("/sharing/code", "/record.pdf", "/access/export", "/representatives/new/x/check"):
        assert thief.get(about + path).location == "/account/waiting", path
    yes = thief.post(
        f"{about}/requests/{request_id}/answer/x",
        data={"csrf_token": thief.token("/account"), "answer": "agree"},
    )
    assert yes.location == "/account/waiting"

    time.pass_by(hours=24)
    again = steps.browser(app)
    steps.type_number(again, men.personal_id)
    assert steps.type_code(again, steps.newest_code()).location == "/sign-in/pin"


def test_the_owner_stops_it_with_the_message_on_the_old_phone(
    app: Flask, men: Member, time: Time
) -> None:
    reset, letters = an_allowed_reset(men, cast.hanh(), cast.dung())
    thief = activate(app, men, letters)
    time.pass_by(hours=5)
    _stop(steps.browser(app), code_told(men.phone))

    assert stands(reset) is State.FROZEN
    assert thief.get("/home").location == "/sign-in"


def test_in_an_emergency_a_locked_account_hinders_nobody(app: Flask, men: Member) -> None:
    an_allowed_reset(men, cast.hanh(), cast.dung())
    _stop(steps.browser(app), code_told(men.phone))
    quan = cast.quan()
    clinician = desk.at_desk(steps.browser(app), quan)

    assert opens(clinician, quan, men.person_id).status_code == 303
    assert clinician.get(f"/clinic/patients/{men.person_id}/emergency/card").status_code == 200


def test_a_yes_said_aloud_before_a_witness_still_opens(app: Flask, men: Member) -> None:
    an_allowed_reset(men, cast.hanh(), cast.dung())
    _stop(steps.browser(app), code_told(men.phone))
    quan = desk.at_desk(steps.browser(app), cast.quan())
    sent = desk.ask(quan, men, "visits", way="/witness")
    request_id = sent.location.rsplit("/", 1)[-1]
    thom = desk.at_desk(steps.browser(app), cast.thom())
    page = thom.get(f"/clinic/witness/{request_id}")
    heard = thom.submit(
        f"/clinic/witness/{request_id}", {"fingerprint": desk.hidden(page, "fingerprint")}
    )

    assert heard.status_code == 303
    assert quan.get(f"/clinic/patients/{men.person_id}").status_code == 200

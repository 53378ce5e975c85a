"""A sign-in with what opened the account before ends a reset; a phone signed in may end it too."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.resets.states import State
from tests import cast
from tests.accounts import steps
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.standing import an_allowed_reset, an_asked_reset, stands
from tests.resets.steps import activate


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


def test_a_sign_in_ends_what_is_asked_for(app: Flask, lan: Member) -> None:
    reset = an_asked_reset(lan, cast.hanh())
    session.commit()
    steps.walk_in(steps.browser(app), lan)

    assert stands(reset) is State.CANCELLED
    lines = sa.select(AuditLine.actor_name).where(AuditLine.event == Event.RESET_WITHDRAWN)
    assert session.scalars(lines).all() == [lan.full_name]


def test_a_sign_in_ends_what_is_allowed_and_its_slip(app: Flask, lan: Member) -> None:
    reset, letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    steps.walk_in(steps.browser(app), lan)
    sent = len(steps.messages("code"))
    client = steps.browser(app)
    client.submit("/activate", {"personal_id": lan.personal_id, "slip": letters})

    assert stands(reset) is State.CANCELLED
    assert len(steps.messages("code")) == sent


def test_a_sign_in_of_somebody_else_ends_nothing(app: Flask, lan: Member) -> None:
    hung = cast.hung()
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    steps.walk_in(steps.browser(app), hung)

    assert stands(reset) is State.ALLOWED


def test_the_sign_in_of_the_new_phone_ends_nothing(app: Flask, lan: Member, time: Time) -> None:
    reset, letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    activate(app, lan, letters)

    assert stands(reset) is State.USED


def test_who_took_an_account_cannot_end_the_reset_that_gives_it_back(
    app: Flask, lan: Member
) -> None:
    session.execute(
        sa.update(Account)
        .where(Account.id == lan.account_id)
        .values(held_until=clock.now().replace(year=2027))
    )
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    thief = steps.browser(app)
    steps.walk_in(thief, lan)

    assert stands(reset) is State.ALLOWED
    assert thief.get("/account/new-phone").location == "/account/waiting"


@pytest.mark.parametrize("path", ["/home", "/account", "/account/sessions"])
def test_a_phone_signed_in_is_warned(visitor: InspectingClient, lan: Member, path: str) -> None:
    cast.sign_in(visitor, lan)
    assert "/account/new-phone" not in visitor.get(path).text
    an_allowed_reset(lan, cast.hanh(), cast.dung())

    page = visitor.get(path).text
    assert "/account/new-phone" in page
    assert "…777" in page
    assert "0900000777" not in page


def test_a_phone_signed_in_ends_it(visitor: InspectingClient, lan: Member) -> None:
    cast.sign_in(visitor, lan)
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    assert visitor.get("/account/new-phone").status_code == 200
    page = visitor.submit("/account/new-phone", to="/account/new-phone/stop")

    assert page.location == "/account"
    assert stands(reset) is State.CANCELLED
    assert visitor.get("/account/new-phone").location == "/account"


def test_ending_it_from_inside_wants_a_fresh_proof(
    visitor: InspectingClient, lan: Member, time: Time
) -> None:
    cast.sign_in(visitor, lan)
    an_allowed_reset(lan, cast.hanh(), cast.dung())
    for _ in range(2):
        time.pass_by(minutes=9)
        visitor.get("/home")

    assert visitor.get("/account/new-phone").location.startswith("/confirm")

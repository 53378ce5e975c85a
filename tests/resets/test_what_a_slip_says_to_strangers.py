"""/activate answers everybody alike, and no limit can be turned against the owner of a slip."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.kernel import clock
from portal.kernel.db import session
from portal.notifications.models import OutboxMessage
from portal.resets import activating, slip
from tests import cast
from tests.accounts import steps
from tests.accounts.steps import messages
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.standing import an_allowed_reset
from tests.resets.steps import activate, type_slip

WRONG = "2222333344445555"


def _shape(page: TestResponse) -> tuple[object, ...]:
    headers = {name for name, _value in page.headers}
    return page.status_code, page.location, frozenset(headers)


def _text(page: str) -> str:
    return re.sub(r'value="[^"]{20,}"|content="[^"]*"', "", page)


def test_right_wrong_and_unknown_are_answered_alike(app: Flask) -> None:
    lan, hung = cast.lan(), cast.hung()
    _reset, letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    seen = []
    for number, typed in (
        (lan.personal_id, letters),
        (lan.personal_id, WRONG),
        (hung.personal_id, WRONG),
        ("999099009999", WRONG),
    ):
        client = steps.browser(app)
        page = type_slip(client, number, typed)
        seen.append((_shape(page), _text(client.get("/activate/code").text)))

    assert all(one == seen[0] for one in seen)
    kinds = session.scalars(
        sa.select(OutboxMessage.kind).where(OutboxMessage.kind.in_(("code", "noop")))
    ).all()
    assert sorted(kinds) == ["code", "noop", "noop", "noop"]


def test_wrong_and_unknown_cost_the_same_statements(app: Flask, statements: list[str]) -> None:
    lan, hung = cast.lan(), cast.hung()
    an_allowed_reset(lan, cast.hanh(), cast.dung())
    counts = []
    for number in (lan.personal_id, hung.personal_id, "999099009999"):
        client = steps.browser(app)
        token = client.token("/activate")
        statements.clear()
        fields = {"csrf_token": token, "personal_id": number, "slip": WRONG}
        assert client.post("/activate", data=fields).status_code == 303
        counts.append(len(statements))

    assert len(set(counts)) == 1, counts


def test_a_stranger_who_guesses_does_not_spend_the_slip(app: Flask, time: Time) -> None:
    lan = cast.lan()
    _reset, letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    for _hour in range(3):
        stranger = steps.browser(app)
        for _ in range(activating.TRIES_PER_SOURCE):
            page = _from(stranger, "203.0.113.9", lan.personal_id, WRONG)
            assert page.status_code == 303
        assert _from(stranger, "203.0.113.9", lan.personal_id, letters).status_code == 422
        time.pass_by(hours=1)

    activate(app, lan, letters)


def _from(client: InspectingClient, address: str, number: str, letters: str) -> TestResponse:
    return client.post(
        "/activate",
        data={"csrf_token": client.token("/activate"), "personal_id": number, "slip": letters},
        environ_base={"REMOTE_ADDR": address},
    )


def test_strangers_at_many_sources_do_not_spend_the_slip(app: Flask) -> None:
    lan = cast.lan()
    _reset, letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    for source in range(51):
        stranger = steps.browser(app)
        fields = {"csrf_token": stranger.token("/activate"), "personal_id": lan.personal_id}
        for _ in range(activating.TRIES_PER_SOURCE):
            page = stranger.post(
                "/activate",
                data={**fields, "slip": WRONG},
                environ_base={"REMOTE_ADDR": f"203.0.113.{source}"},
            )
            assert page.status_code == 303

    activate(app, lan, letters)


def test_a_new_slip_has_codes_of_its_own(app: Flask) -> None:
    lan = cast.lan()
    reset, letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    for _ in range(activating.CODES_PER_SLIP + 1):
        type_slip(steps.browser(app), lan.personal_id, letters)
    anew = slip.issue(reset, clock.now())
    session.commit()

    activate(app, lan, anew)

    assert len(messages("code")) == activating.CODES_PER_SLIP + 1


def test_a_slip_sends_few_codes(app: Flask) -> None:
    lan = cast.lan()
    _reset, letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    for _ in range(activating.CODES_PER_SLIP + 2):
        assert type_slip(steps.browser(app), lan.personal_id, letters).status_code == 303

    assert len(messages("code")) == activating.CODES_PER_SLIP


@pytest.mark.parametrize(
    ("number", "typed"), [("", WRONG), ("999195000123", ""), ("999195000123", "ABC0")]
)
def test_what_cannot_be_right_is_said_beside_its_field(app: Flask, number: str, typed: str) -> None:
    page = type_slip(steps.browser(app), number, typed)

    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text

"""While an account is held it sees, and lets nobody in, takes nothing home, changes no factor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal.accounts.models import Account
from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.consents import services as consents
from portal.kernel import clock
from portal.kernel.db import session
from tests import cast
from tests.accounts.held import FREE, HELD
from tests.accounts.steps import newest_code
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.sharing.steps import asks


def test_every_page_of_residents_is_known_to_be_held_or_free(app: Flask) -> None:
    known = set().union(*HELD.values(), *FREE.values())

    assert {rule.endpoint for rule in _of_residents(app)} == known
    assert not set().union(*HELD.values()) & set().union(*FREE.values())


def test_whatever_wants_a_fresh_proof_is_held(app: Flask) -> None:
    held = set().union(*HELD.values())

    for endpoint, view in app.view_functions.items():
        assert not getattr(view, "wants_fresh", False) or endpoint in held, endpoint


def _of_residents(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if not getattr(view, "public", False) and not hasattr(view, "staff_roles"):
            yield rule


@dataclass(frozen=True)
class Family:
    """A mother whose account is held, and her son."""

    mother: Member
    son: Member


@pytest.fixture
def family(app: Flask, visitor: InspectingClient) -> Family:
    """Return a mother who signed in a minute ago, with her account held for a day."""
    mother = cast.lan()
    son = cast.minh(mother)
    _hold(mother, timedelta(hours=24))
    cast.sign_in(visitor, mother)
    return Family(mother, son)


def _hold(member: Member, lasts: timedelta) -> None:
    session.execute(
        sa.update(Account)
        .where(Account.id == member.account_id)
        .values(held_until=clock.now() + lasts)
    )


def _held_addresses(app: Flask, person: Member) -> list[tuple[str, str]]:
    """Return every held address about somebody, with the method that asks for it."""
    shut_out, asker = cast.quan(), cast.thom()
    by = Actor(name=person.full_name, person_id=person.person_id)
    consents.block(person.person_id, shut_out.staff_id, by=by, basis=Basis.SELF)
    values = {
        "person_id": str(person.person_id),
        "staff_id": str(shut_out.staff_id),
        "request_id": str(asks(asker, person)),
        "draft": "x",
    }
    held = set().union(*HELD.values())
    return [
        (_method(rule), re.sub(r"<[^>]*?(\w+)>", lambda found: values[found[1]], rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint in held
    ]


def _method(rule: Rule) -> str:
    return "POST" if "POST" in (rule.methods or ()) else "GET"


@pytest.mark.parametrize("about", ["mother", "son"])
def test_a_held_account_is_led_to_the_page_that_says_wait(
    app: Flask, visitor: InspectingClient, family: Family, about: str
) -> None:
    addresses = _held_addresses(app, getattr(family, about))
    token = visitor.token("/account")
    assert len(addresses) == sum(map(len, HELD.values()))

    for method, path in addresses:
        if about == "son" and "/representatives/" in path:
            continue  # nobody names somebody for another
        fields = {"csrf_token": token, "answer": "agree"}
        page = visitor.open(path, method=method, data=fields)
        assert (page.status_code, page.location) == (303, "/account/waiting"), path


def test_a_fragment_leaves_for_that_page_too(visitor: InspectingClient, family: Family) -> None:
    path = f"/people/{family.son.person_id}/sharing/code"
    page = visitor.get(path, headers={"HX-Request": "true"})

    assert page.status_code == 403
    assert page.headers["HX-Redirect"] == "/account/waiting"


def test_a_stranger_learns_nothing_from_the_hold(visitor: InspectingClient, family: Family) -> None:
    stranger = cast.hung()
    session.commit()

    assert visitor.get(f"/people/{stranger.person_id}/record/print").status_code == 404


def test_seeing_works_at_once(visitor: InspectingClient, family: Family) -> None:
    for part in ("record", "immunisations", "visits", "results", "access", "sharing"):
        assert visitor.get(f"/people/{family.son.person_id}/{part}").status_code == 200


def test_home_and_the_page_say_until_when(visitor: InspectingClient, family: Family) -> None:
    visitor.set_cookie("language", "vi")

    assert "9:00 25/11/2026" in visitor.get("/home").text
    assert "9:00 25/11/2026" in visitor.get("/account/waiting").text


def test_a_no_and_an_end_need_no_waiting(visitor: InspectingClient, family: Family) -> None:
    person = family.mother.person_id
    request_id = asks(cast.thom(), family.mother)
    quan = cast.quan()
    session.commit()
    token = visitor.token("/account")

    no = visitor.post(
        f"/people/{person}/requests/{request_id}/answer/x",
        data={"csrf_token": token, "answer": "refuse"},
    )
    shut = visitor.post(f"/people/{person}/blocked/{quan.staff_id}", data={"csrf_token": token})

    assert no.location == shut.location == f"/people/{person}/sharing"


def test_the_hold_ends_by_the_clock(visitor: InspectingClient, family: Family, time: Time) -> None:
    path = f"/people/{family.son.person_id}/sharing/code"
    _hold(family.mother, timedelta(minutes=9))
    session.commit()
    time.pass_by(minutes=8, seconds=59)
    assert visitor.get(path).location == "/account/waiting"

    time.pass_by(seconds=1)
    assert visitor.get(path).status_code == 200
    assert visitor.get("/account/waiting").location == "/account"


def test_no_proof_shortens_the_hold(visitor: InspectingClient, family: Family, time: Time) -> None:
    time.pass_by(minutes=9)
    token = visitor.token("/account")
    sent = visitor.post("/confirm/code/send", data={"csrf_token": token})
    assert sent.status_code == 303
    proven = visitor.submit("/confirm/code", {"code": newest_code()})

    assert proven.status_code == 303
    assert visitor.get("/account/totp").location == "/account/waiting"

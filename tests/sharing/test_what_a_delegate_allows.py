"""What a delegate allows ends with their own part, and the list says who allowed it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.consents.models import Consent
from portal.kernel import clock
from portal.kernel.db import session
from portal.representation.models import Representation
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.heard import heard
from tests.sharing import steps
from tests.sharing.steps import path
from tests.sharing.test_representatives import delegated

ALLOWED_BY = "Allowed by"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def lan(men: Member, visitor: InspectingClient) -> Member:
    """The daughter, who may see and consent for a month."""
    daughter = cast.lan()
    delegated(men, daughter, months=1, consents=True)
    steps.in_english(cast.sign_in(visitor, daughter))
    return daughter


@pytest.fixture
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


def ends() -> tuple[object, object]:
    [given] = steps.read(sa.select(Consent))
    [named] = steps.read(sa.select(Representation))
    return given.valid_until, named.ends_at


def test_a_consent_ends_with_the_delegation_it_came_from(
    visitor: InspectingClient, men: Member, lan: Member, ha: StaffCast
) -> None:
    check = steps.to_check(visitor, men, ha, duration="stop")
    offered = visitor.get(check.replace("/check", "/time")).text
    shown = visitor.get(check).text

    assert steps.answer(visitor, check)[0] == 303

    valid_until, ends_at = ends()
    assert valid_until == ends_at
    assert "23 Dec 2026" in shown
    assert "23 Dec 2026" in offered
    assert "2027" not in heard(offered)


def test_an_answered_request_ends_with_the_delegation_too(
    visitor: InspectingClient, men: Member, lan: Member, ha: StaffCast
) -> None:
    asked = path(men, "requests", steps.asks(ha, men, hours=24 * 60))

    assert steps.answer(visitor, asked)[0] == 303

    valid_until, ends_at = ends()
    assert valid_until == ends_at


def test_a_shorter_time_stays_as_it_was_chosen(
    visitor: InspectingClient, men: Member, lan: Member, ha: StaffCast
) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha, duration="7"))

    [given] = steps.read(sa.select(Consent))
    assert given.valid_until < clock.now() + timedelta(days=7)


def test_the_list_says_that_the_daughter_allowed_it(
    app: Flask, visitor: InspectingClient, men: Member, lan: Member, ha: StaffCast
) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha))
    owner = app.test_client()
    assert isinstance(owner, InspectingClient)
    steps.in_english(cast.sign_in(owner, men))

    standing = owner.get(path(men, "sharing")).text
    [given] = steps.read(sa.select(Consent.id))
    owner.submit(path(men, "sharing"), to=path(men, "sharing", given, "stop"))
    over = owner.get(path(men, "sharing", "over")).text

    for page in (standing, over):
        assert lan.full_name in page.split(ALLOWED_BY)[1][:200]


def test_what_the_owner_allowed_needs_no_name(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    steps.in_english(cast.sign_in(visitor, men))
    steps.answer(visitor, steps.to_check(visitor, men, ha))

    page = visitor.get(path(men, "sharing")).text

    assert "Nguyễn Thu Hà" in page
    assert ALLOWED_BY not in page

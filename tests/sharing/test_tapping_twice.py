"""Two taps at the same moment are one: nobody reads an error, nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.consents.models import Block, Consent, ConsentEnd
from portal.kernel.db import session
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.sharing import steps
from tests.sharing.steps import path

AT_ONCE = 4
Press = Callable[[str], list[int]]


@pytest.fixture
def men(app: Flask, visitor: InspectingClient) -> Member:
    member = cast.men()
    steps.in_english(cast.sign_in(visitor, member))
    return member


@pytest.fixture
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


@pytest.fixture
def press(app: Flask, visitor: InspectingClient, men: Member) -> Press:
    """Press one button in several browsers at once; return what they were told."""

    def at_once(address: str) -> list[int]:
        name = app.config["SESSION_COOKIE_NAME"]
        token, cookie = visitor.token(path(men, "sharing", "new")), visitor.get_cookie(name)
        assert cookie is not None

        def tap(_time: int) -> int:
            browser = app.test_client()
            browser.set_cookie("sid", f"token of {men.personal_id}")
            browser.set_cookie(name, cookie.value)
            return browser.post(address, data={"csrf_token": token}).status_code

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(tap, range(AT_ONCE)))

    return at_once


def count(event: Event) -> int:
    return len(steps.read(sa.select(AuditLine.seq).where(AuditLine.event == event)))


def test_stopping_twice_at_once_is_stopping_once(
    visitor: InspectingClient, men: Member, ha: StaffCast, press: Press
) -> None:
    for times in range(1, 4):
        steps.answer(visitor, steps.to_check(visitor, men, ha))
        given = steps.read(
            sa.select(Consent.id).where(~sa.exists().where(ConsentEnd.consent_id == Consent.id))
        )

        assert press(path(men, "sharing", given[0], "stop")) == [303] * AT_ONCE
        assert count(Event.CONSENT_ENDED) == times


def test_shutting_out_twice_at_once_is_shutting_out_once(
    men: Member, ha: StaffCast, press: Press
) -> None:
    assert press(path(men, "blocked", ha.staff_id)) == [303] * AT_ONCE

    assert len(steps.read(sa.select(Block.id))) == 1
    assert count(Event.PERSON_BLOCKED) == 1

"""Cases opened at the same moment get numbers of their own, and one form opens one case."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast as typed

import sqlalchemy as sa
from flask import Flask

from portal.cases.models import ServiceCase
from portal.kernel.db import session
from portal.people.models import Person
from tests import cast
from tests.client import InspectingClient

AT_ONCE = 12


def at_once(app: Flask, send: Callable[[InspectingClient, int], str]) -> list[str]:
    """Let browsers of one resident send at the same time; return where they are led."""
    lan = cast.lan()
    session.commit()
    cast.sign_in(typed(InspectingClient, app.test_client()), lan)
    browsers = [typed(InspectingClient, app.test_client()) for _ in range(AT_ONCE)]
    for browser in browsers:
        browser.set_cookie("sid", f"token of {lan.personal_id}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, browsers, range(AT_ONCE)))


def test_every_case_gets_a_number_and_none_is_left_out(app: Flask) -> None:
    def send(browser: InspectingClient, number: int) -> str:
        return browser.submit(_path(app), {"says": f"Sai chỗ {number}"}).location

    led_to = at_once(app, send)

    numbers = sorted(session.scalars(sa.select(ServiceCase.number)))
    assert numbers == list(range(1, AT_ONCE + 1))
    assert len(set(led_to)) == AT_ONCE


def test_one_form_sent_from_many_threads_opens_one_case(app: Flask) -> None:
    def send(browser: InspectingClient, _number: int) -> str:
        return browser.submit(_path(app), {"says": "Sai", "form_key": "ab" * 16}).location

    led_to = at_once(app, send)

    assert len(set(led_to)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(ServiceCase)) == 1


def _path(app: Flask) -> str:
    """Return the form of the only person there is."""
    with app.extensions["portal.database"].engine.connect() as connection:
        person_id = connection.scalar(sa.select(Person.id))
    return f"/people/{person_id}/disputes/new?about=A"

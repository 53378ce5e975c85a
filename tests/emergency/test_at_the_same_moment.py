"""One code opens one record and one opening gets one verdict, however many ask at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import cast as typed

import sqlalchemy as sa
from flask import Flask

from portal.emergency.models import EmergencyOpening
from portal.kernel.db import reads, session
from portal.kernel.partial_date import PartialDate
from portal.notifications.models import OutboxMessage
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient
from tests.emergency.steps import WHY, address
from tests.oversight.openings import an_opening

AT_ONCE = 6


def at_once(
    browsers: Sequence[InspectingClient], send: Callable[[InspectingClient, int], int]
) -> list[int]:
    with ThreadPoolExecutor(len(browsers)) as pool:
        return sorted(pool.map(send, browsers, range(len(browsers))))


def a_browser(app: Flask) -> InspectingClient:
    return typed(InspectingClient, app.test_client())


def copies(app: Flask, browser: InspectingClient) -> list[InspectingClient]:
    """Return browsers that hold the same session."""
    cookie = browser.get_cookie("sid")
    assert cookie is not None
    made = [a_browser(app) for _ in range(AT_ONCE)]
    for one in made:
        one.set_cookie("sid", cookie.decoded_value)
    return made


def test_one_code_opens_one_record(app: Flask, visitor: InspectingClient) -> None:
    quan = cast.quan()
    born = PartialDate(date(1950, 1, 1))
    people = [cast.a_person(f"Vi Thị Số {n}", born=born).person_id for n in range(AT_ONCE)]
    cast.sign_in_staff(visitor, quan)
    browsers, code = copies(app, visitor), quan.code
    tokens = [one.token(address(people[0])) for one in browsers]

    def send(browser: InspectingClient, number: int) -> int:
        fields = {"reason": "danger", "explanation": WHY, "code": code}
        fields["csrf_token"] = tokens[number]
        return browser.post(address(people[number]), data=fields).status_code

    answers = at_once(browsers, send)

    assert answers == [303] + [422] * (AT_ONCE - 1)
    count = sa.select(sa.func.count()).select_from(EmergencyOpening)
    assert reads().execute(count).scalar_one() == 1


def test_one_opening_gets_one_verdict_and_one_message(app: Flask) -> None:
    men, quan = cast.men(), cast.quan()
    heads = [
        cast.a_staff_member(f"truong{n}", f"Lò Thị Số {n}", Role.STATION_HEAD)
        for n in range(AT_ONCE)
    ]
    session.commit()
    path = f"/oversight/reviews/{an_opening(men, quan)}"
    browsers = [cast.sign_in_staff(a_browser(app), head) for head in heads]
    tokens = [one.token(path) for one in browsers]

    def send(browser: InspectingClient, number: int) -> int:
        fields = {"verdict": "not_justified", "note": f"Ý {number}"}
        fields["csrf_token"] = tokens[number]
        return browser.post(path, data=fields).status_code

    answers = at_once(browsers, send)

    assert answers == [303] + [422] * (AT_ONCE - 1)
    told = sa.select(OutboxMessage.recipient).where(OutboxMessage.kind == "emergency_reviewed")
    assert reads().execute(told).scalars().all() == [men.phone]

"""No receipt is written for a sum that who takes the cash has not read on the page."""

import re
from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Receipt
from portal.kernel.db import session
from tests.cash.steps import Collected, a_collecting_commune, at, head_of
from tests.client import InspectingClient

TOGETHER = "Chosen together: {}\xa0VND"


def a_phone(app: Flask) -> tuple[Collected, InspectingClient, str]:
    """Return who is asked 2,000 đ, a village head's browser and the page of the household."""
    commune = a_collecting_commune()
    return commune, at(app, head_of()), f"/cash/households/{commune.lans}"


def form_of(
    charges: Iterable[UUID], said: str, payer: str = "Hà Thị Lan"
) -> dict[str, str | list[str]]:
    """Return what a browser sends for these people and the sum that was read."""
    return {"charges": [str(each) for each in charges], "payer": payer, "said": said}


def said_on(page: str) -> str:
    """Return the sum a page sends along as the one that was read on it."""
    found = re.search(r'name="said" value="(\d+)"', page)
    assert found, "a form without a sum"
    return found[1]


def amounts() -> list[int]:
    """Return what every receipt is about."""
    found = list(session.scalars(sa.select(Receipt.amount)).all())
    session.rollback()  # a read left open would keep the next page waiting
    return found


def test_all_that_is_open_is_taken_in_one_step(app: Flask) -> None:
    commune, phone, path = a_phone(app)

    answer = phone.submit(path, form_of(commune.charges, said_on(phone.get(path).text)))

    assert answer.status_code == 303
    assert amounts() == [2_000]


def test_a_part_is_added_up_before_it_is_taken(app: Flask) -> None:
    commune, phone, path = a_phone(app)

    asked = phone.submit(path, form_of([commune.charges[1]], "2000", payer="Cầm Thị Trả"))

    assert asked.status_code == 200
    assert TOGETHER.format("1,000") in asked.text
    assert "Nothing is written yet" in asked.text
    assert asked.text.count("checked") == 1
    assert 'value="Cầm Thị Trả"' in asked.text, "nothing that was typed is lost"
    assert amounts() == []

    again = form_of([commune.charges[1]], said_on(asked.text), payer="Cầm Thị Trả")
    assert phone.submit(path, again).status_code == 303
    assert amounts() == [1_000]


def test_what_became_due_or_free_meanwhile_is_added_up_anew(app: Flask) -> None:
    commune, phone, path = a_phone(app)

    for said in ("3000", "", "all of it", "²"):
        asked = phone.submit(path, form_of(commune.charges, said))
        assert (asked.status_code, amounts()) == (200, [])
        assert TOGETHER.format("2,000") in asked.text

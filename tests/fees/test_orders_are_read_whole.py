"""However many orders wait, each that is shown is shown with everybody on it."""

import pytest
from flask import Flask

from portal.fees import household_orders
from portal.fees.household_orders import waiting_of
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.fees.payers import Payer
from portal.kernel.db import session
from tests.fees.household import a_charged_household


def test_an_order_is_never_read_in_half(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_charged_household()
    payer = Payer(person_id=home.lan.person_id, household_id=home.id, people=frozenset())
    for _ in range(4):
        order(home.charges.values(), home.id, Method.TRANSFER, by_person=home.lan.person_id)
    session.commit()
    monkeypatch.setattr(household_orders, "MOST_READ", 3)

    found = waiting_of(payer)

    assert [each.people for each in found] == [{home.lan.person_id, home.men.person_id}] * 3
    assert {each.amount for each in found} == {2_000}


def test_cash_at_the_station_takes_no_place_among_what_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_charged_household()
    payer = Payer(person_id=home.lan.person_id, household_id=home.id, people=frozenset())
    by = home.lan.person_id
    awaited = order(home.charges.values(), home.id, Method.TRANSFER, by_person=by)
    order(home.charges.values(), home.id, Method.CASH, by_person=by)
    session.commit()
    monkeypatch.setattr(household_orders, "MOST_READ", 1)

    assert [each.id for each in waiting_of(payer)] == [awaited.id]

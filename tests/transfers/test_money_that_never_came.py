"""Money the bank does not show is struck from the books by two people, and stays to be seen."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.fees.units import unit_of
from portal.kernel.db import reads, session
from portal.ledger.models import Book
from portal.receiving.models import MoneyReturn, ReturnState
from portal.settlement.reconcile import reconcile
from tests import cast
from tests.client import InspectingClient
from tests.fees.money import a_unit, books, charges_for
from tests.issuing.test_whose_hand_slips_come_from import opened_by
from tests.transfers.arriving import arrives, parts
from tests.transfers.test_return_pages import at, say, state


def never_came(browser: InspectingClient, arrival: UUID, why: str = "nhập hai lần") -> int:
    session.commit()  # so that the page does not wait for this test
    path = f"/desk/money/{arrival}/never-came"
    return browser.submit(f"/desk/money/{arrival}", {"never_came": why}, to=path).status_code


def the_return() -> UUID:
    found = session.scalars(sa.select(MoneyReturn.id)).one()
    session.commit()
    return found


def test_two_people_strike_it_whole_and_it_stays_to_be_seen(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())

    assert never_came(hanh, arrival, "x") == 422
    assert never_came(hanh, arrival) == 303
    assert books(unit) == {Book.UNPLACED: -3_000, Book.BANK: 3_000}, "nothing on one word"
    assert say(hanh, the_return(), "allow") == 422
    assert say(dung, the_return(), "allow") == 303
    assert say(dung, the_return(), "sent") == 422

    assert state(the_return()) is ReturnState.STRUCK
    assert books(unit) == {}
    assert parts(arrival) == (0, 3_000)
    assert "Struck: it never came" in hanh.get(f"/desk/money/{arrival}").text
    found = unit_of(reads(), "Xã Đồng Sen")
    assert found is not None
    assert reconcile(found).differences == []


def test_what_became_a_receipt_is_annulled_first(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrival = arrives(unit, 1_000, ordered.memo, "FT1")
    hanh = at(app, cast.hanh())

    assert "never-came" not in hanh.get(f"/desk/money/{arrival}").text
    assert never_came(hanh, arrival) == 422
    assert books(unit) == {Book.FEES: -1_000, Book.BANK: 1_000}


@pytest.mark.parametrize("word", ["allow", "refuse"])
def test_who_opened_the_askers_account_strikes_nothing(app: Flask, word: str) -> None:
    unit, opener = a_unit(), cast.dung()
    arrival = arrives(unit, 3_000, "x", "FT1")

    assert never_came(at(app, opened_by(opener)), arrival) == 303
    assert say(at(app, opener), the_return(), word) == 422
    assert books(unit) == {Book.UNPLACED: -3_000, Book.BANK: 3_000}

"""Money goes back when one asked and another allowed, and a receipt can be taken back."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.ledger.models import Book
from portal.ledger.moves import cash_of
from portal.receiving import returning, undoing
from portal.receiving.placing import place_by_memo
from portal.staff.signed_in import SignedInStaff
from portal.transfers.taking import BY_ITSELF
from tests import cast
from tests.cash.steps import gives_back
from tests.fees.money import a_unit, books, charges_for
from tests.issuing.steps import as_signed_in
from tests.transfers.arriving import arrives, parts


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> None:
    g.language = "en"


def two_colleagues() -> tuple[SignedInStaff, SignedInStaff]:
    """Return Hạnh of the desk and Dũng, the head, as services meet them."""
    hanh, dung = as_signed_in(cast.hanh()), as_signed_in(cast.dung())
    session.commit()
    return hanh, dung


def test_two_people_give_money_back_and_the_books_follow(app: Flask) -> None:
    unit = a_unit()
    hanh, dung = two_colleagues()
    arrival = arrives(unit, 3_000, "chuyen tien", "FT1")

    asked = returning.ask(arrival, 2_000, "chuyển nhầm", by=hanh)
    with pytest.raises(RuleBroken, match="A colleague must"):
        returning.allow(asked, by=hanh)
    with pytest.raises(RuleBroken, match="not allowed yet"):
        returning.pay_out(asked, "FT9", by=hanh)
    returning.allow(asked, by=dung)
    returning.pay_out(asked, "FT9", by=hanh)

    assert parts(arrival) == (0, 2_000)
    assert books(unit) == {Book.UNPLACED: -1_000, Book.BANK: 1_000}
    with pytest.raises(RuleBroken, match="paid out already"):
        returning.pay_out(asked, "FT9", by=hanh)
    with pytest.raises(RuleBroken, match="decided already"):
        returning.refuse(asked, by=dung)


def test_what_is_asked_back_is_nobodys_fee_until_it_is_refused(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men())
    hanh, dung = two_colleagues()
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrival = arrives(unit, 1_500, ordered.memo, "FT1")
    asked = returning.ask(arrival, 1_500, "chuyển nhầm", by=hanh)

    arrives(unit, 500, ordered.memo, "FT2")

    assert parts(arrival) == (0, 0)
    with pytest.raises(RuleBroken, match="not left"):
        returning.ask(arrival, 1, "chuyển nhầm", by=hanh)

    returning.refuse(asked, by=dung)

    assert place_by_memo(ordered.id, "Hà Thị Lan", by=BY_ITSELF) is not None
    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def test_an_allowed_return_can_be_stopped_before_it_is_paid_out(app: Flask) -> None:
    unit = a_unit()
    hanh, dung = two_colleagues()
    asked = returning.ask(arrives(unit, 3_000, "x", "FT1"), 3_000, "chuyển nhầm", by=hanh)
    returning.allow(asked, by=dung)

    returning.refuse(asked, by=dung)

    with pytest.raises(RuleBroken, match="not allowed yet"):
        returning.pay_out(asked, "FT9", by=hanh)
    assert books(unit) == {Book.UNPLACED: -3_000, Book.BANK: 3_000}


def test_the_money_of_an_annulled_receipt_waits_for_people_again(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men())
    dung = as_signed_in(cast.dung())
    charges = charges_for(household, unit)
    ordered = order(charges.values(), household, Method.TRANSFER)
    first = arrives(unit, 1_500, ordered.memo, "FT1")
    second = arrives(unit, 500, ordered.memo, "FT2")
    receipt_id = _receipt_of(household)

    undoing.undo(receipt_id, "nộp cho hộ khác", by=dung)

    assert parts(first) == parts(second) == (0, 0)
    assert books(unit) == {Book.UNPLACED: -2_000, Book.BANK: 2_000}
    with pytest.raises(RuleBroken, match="annulled already"):
        undoing.undo(receipt_id, "nộp cho hộ khác", by=dung)
    assert order(charges.values(), household, Method.TRANSFER).amount == 2_000


def test_cash_of_an_annulled_receipt_leaves_the_box_of_who_took_it(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    collector, dung = cast.hanh(), as_signed_in(cast.dung())
    by = Collector(actor=dung.actor, staff_id=collector.staff_id, name=collector.full_name)
    made = order(charges_for(household, unit).values(), household, Method.CASH)
    paid = settle(made.id, "Lan", cash_of(collector.staff_id), Method.CASH, by=by)
    assert paid is not None

    with pytest.raises(RuleBroken, match="they wrote themselves"):
        undoing.undo(paid.receipt_id, "sai hộ", by=as_signed_in(collector))
    with pytest.raises(RuleBroken, match="said today that they gave this cash back"):
        undoing.undo(paid.receipt_id, "sai hộ", by=dung)
    gives_back(collector)
    undoing.undo(paid.receipt_id, "sai hộ", by=dung)

    assert books(unit) == {}


def _receipt_of(household_id: UUID) -> UUID:
    return session.scalars(sa.select(Receipt.id).where(Receipt.household_id == household_id)).one()

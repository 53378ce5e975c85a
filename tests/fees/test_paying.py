"""An order is paid once, with one receipt, and the books say where the money is."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import NOBODY
from portal.fees.annulling import annul
from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.ledger.models import Book
from portal.ledger.moves import cash_of
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Arrival, Provider
from portal.receiving.placing import place_by_memo
from tests import cast
from tests.fees.money import a_unit, books, charges_for
from tests.oversight.openings import as_signed_in

BANK_CLERK = Collector(actor=NOBODY)


def test_cash_pays_a_household_and_an_annulled_receipt_stays(app: Flask) -> None:
    member = cast.hanh()
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men())
    charges = charges_for(household, unit)
    by = Collector(actor=NOBODY, staff_id=member.staff_id, name="Lò Thị Hạnh")
    ordered = order(charges.values(), household, Method.CASH, by_staff=member.staff_id)

    paid = settle(ordered.id, "Hà Thị Lan", cash_of(member.staff_id), Method.CASH, by=by)

    assert paid is not None
    assert paid.amount == 2_000
    assert books(unit) == {Book.FEES: -2_000, Book.CASH: 2_000}
    assert settle(ordered.id, "Lan", cash_of(member.staff_id), Method.CASH, by=by) is None
    with pytest.raises(RuleBroken):
        order(charges.values(), household, Method.CASH)

    head = replace(as_signed_in(cast.dung()), commune="Xã Đồng Sen")
    annul(paid.receipt_id, "sai hộ", cash_of(member.staff_id), by=head)

    assert books(unit) == {}
    again = order(charges.values(), household, Method.CASH)
    settle(again.id, "Hà Thị Lan", cash_of(member.staff_id), Method.CASH, by=by)
    numbers = session.execute(
        sa.select(Receipt.number, Receipt.annulled_why).order_by(Receipt.number)
    ).all()
    assert [tuple(row) for row in numbers] == [(1, "sai hộ"), (2, None)]


def test_a_short_transfer_waits_and_the_rest_completes_it(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)

    def arrives(amount: int, ref: str) -> object:
        told = Told(
            unit_id=unit,
            provider=Provider.SEPAY,
            provider_ref=ref,
            bank_ref=ref,
            amount=amount,
            content=ordered.memo,
            came_at=clock.now(),
            order_id=ordered.id,
        )
        return note(told) and place_by_memo(ordered.id, "Hà Thị Lan", by=BANK_CLERK)

    assert arrives(1_500, "FT1") is None
    assert books(unit) == {Book.UNPLACED: -1_500, Book.BANK: 1_500}
    assert arrives(1_500, "FT1") is None, "told twice"

    assert arrives(500, "FT2") is not None

    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}
    assert session.scalar(sa.select(sa.func.sum(Arrival.placed))) == 2_000

"""The receipts of a unit and year have numbers without a gap, whoever pays at one moment."""

from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Method, Receipt, ReceiptCounter
from portal.fees.ordering import order
from portal.fees.paying import settle
from portal.kernel.db import database, reads, session
from portal.ledger.models import Book
from portal.ledger.moves import cash_of
from tests import cast
from tests.cast import StaffCast
from tests.conftest import Time
from tests.fees.crowd import (
    THREADS,
    Family,
    a_family,
    collector,
    numbers,
    payments_in_force,
    together,
)
from tests.fees.money import a_unit, books, charges_for

OWN = 3


def an_order(family: Family) -> UUID:
    return order(family.charges, family.household_id, Method.CASH).id


def test_sixteen_who_pay_at_once_get_numbers_without_a_gap(app: Flask) -> None:
    unit, staff = a_unit(), cast.hanh()
    shared = a_family(unit)
    own = [an_order(a_family(unit, 1)) for _ in range(THREADS * OWN)]
    for_the_same = [an_order(shared) for _ in range(THREADS)]
    session.commit()

    def pay(order_id: UUID) -> bool:
        by, into = collector(staff), cash_of(staff.staff_id)
        return settle(order_id, "Người Nộp", into, Method.CASH, by=by) is not None

    def one(number: int) -> bool:
        for order_id in own[number * OWN : (number + 1) * OWN]:
            assert pay(order_id)
            session.commit()
        won = pay(for_the_same[number])
        session.commit()
        return won

    won = together(app, *(partial(one, number) for number in range(THREADS)))

    assert won.count(True) == 1
    assert numbers(unit) == list(range(1, len(own) + 2))
    assert set(payments_in_force().values()) == {1}
    total = (len(own) + len(shared.charges)) * 1_000
    assert books(unit) == {Book.FEES: -total, Book.CASH: total}


def test_two_collectors_who_both_ordered_before_either_settled_do_not_block(app: Flask) -> None:
    """Each has written rows that point to the charges; whoever is second reads they are paid."""
    unit, members = a_unit(), (cast.hanh(), cast.dung())
    family = a_family(unit, 3)
    session.commit()
    # SQLite lets one at a time write, so there nobody can wait for the other.
    both_ordered = Barrier(1 if database().is_sqlite else len(members))

    def take(member: StaffCast) -> bool:
        made, into = an_order(family), cash_of(member.staff_id)
        both_ordered.wait()
        return settle(made, "Người Nộp", into, Method.CASH, by=collector(member)) is not None

    done = together(app, *(partial(take, member) for member in members))

    assert done.count(True) == 1
    assert numbers(unit) == [1]
    assert books(unit) == {Book.FEES: -3_000, Book.CASH: 3_000}


def test_a_payment_given_up_gives_its_number_back(app: Flask) -> None:
    unit, staff = a_unit(), cast.hanh()
    first, second = an_order(a_family(unit)), an_order(a_family(unit))
    session.commit()

    for order_id, keep in ((first, False), (second, True)):
        into = cash_of(staff.staff_id)
        assert settle(order_id, "Người Nộp", into, Method.CASH, by=collector(staff))
        if keep:
            session.commit()
        else:
            session.rollback()

    assert numbers(unit) == [1]
    assert reads().scalars(sa.select(ReceiptCounter.last)).all() == [1]
    assert list(payments_in_force().values()) == [1, 1]


def test_numbers_begin_anew_with_the_vietnamese_year_and_with_each_unit(
    app: Flask, time: Time
) -> None:
    staff = cast.hanh()
    ours, theirs = a_unit(), a_unit("Xã Nà Hoa", "NH", "1111111111")
    families = [a_family(ours), a_family(ours), a_family(theirs, commune="Xã Nà Hoa")]

    def pay(family: Family) -> None:
        into = cash_of(staff.staff_id)
        settle(an_order(family), "Người Nộp", into, Method.CASH, by=collector(staff))

    pay(families[0])
    pay(families[2])
    time.now = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    last_of_year = charges_for(families[0].household_id, ours, 2027)
    pay(Family(families[0].household_id, tuple(last_of_year.values())))
    time.pass_by(minutes=2)
    pay(families[1])

    found = session.execute(
        sa.select(Receipt.unit_id, Receipt.year, Receipt.number).order_by(Receipt.issued_at)
    ).all()
    assert [(row.year, row.number) for row in found if row.unit_id == ours] == [
        (2026, 1),
        (2026, 2),
        (2027, 1),
    ]
    assert [(row.year, row.number) for row in found if row.unit_id == theirs] == [(2026, 1)]

"""Rows and moves of a unit agree whatever happened, and a figure somebody touched is found."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees import units
from portal.fees.order_models import Method
from portal.kernel.db import database, reads, session
from portal.ledger.models import Book
from portal.settlement.differences import Kind
from portal.settlement.reconcile import Reconciled, reconcile
from tests.fees.money import a_unit
from tests.settlement.mess import a_mess, arrives


def reconciled(commune: str = "Xã Đồng Sen") -> Reconciled:
    unit = units.unit_of(reads(), commune)
    assert unit is not None
    return reconcile(unit)


def sql(statement: str) -> int:
    return int(session.execute(sa.text(statement)).scalar_one() or 0)


def behind_the_portal(statement: str) -> None:
    """Change rows as somebody does who owns the database, and whom no trigger stops."""
    if database().is_sqlite:
        named = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in session.scalars(named).all():
            session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        session.execute(sa.text("ALTER TABLE fee_receipt DISABLE TRIGGER USER"))
    session.execute(sa.text(statement))
    session.commit()


def test_after_a_mess_rows_and_books_agree(app: Flask) -> None:
    a_mess()

    found = reconciled()

    assert found.differences == []
    assert found.books.of == {
        Book.FEES: -4_000,
        Book.CASH: 1_000,
        Book.BANK: 1_000 + 1_000 + 500 + 1_000,
        Book.UNPLACED: -1_500,
        Book.VNPAY: 0,
        Book.MOMO: 1_000,
        Book.DEPOSITS: 0,
        Book.CHARGES: 0,
    }


def test_the_figures_are_those_of_independent_sql(app: Flask) -> None:
    a_mess()

    found = reconciled()

    assert sum(each.amount for each in found.collected if not each.annulled) == sql(
        "SELECT sum(amount) FROM fee_charge_payment WHERE reversed_at IS NULL"
    )
    assert -found.books.of[Book.FEES] == sql(
        "SELECT sum(CASE WHEN from_book = 'fees' THEN amount ELSE -amount END)"
        " FROM ledger_move WHERE 'fees' IN (from_book, to_book)"
    )
    assert sum(each.amount for each in found.held) == sql("SELECT sum(held) FROM cash_box")
    assert sum(each.open for each in found.came_in) == sql(
        "SELECT sum(amount - placed - returned) FROM fee_arrival"
    )
    assert sum(found.books.of.values()) == 0


def test_receipts_are_told_by_year_way_of_paying_and_state(app: Flask) -> None:
    a_mess()

    told = [
        (each.year, each.method, each.annulled, each.count, each.amount, each.first, each.last)
        for each in reconciled().collected
    ]

    assert told == [
        (2026, Method.CASH, False, 1, 2_000, 1, 1),
        (2026, Method.MOMO, False, 1, 1_000, 2, 2),
        (2026, Method.TRANSFER, False, 1, 1_000, 3, 3),
        (2026, Method.TRANSFER, True, 1, 1_000, 4, 4),
    ]


def test_cash_counted_short_is_told_and_is_no_difference_of_the_books(app: Flask) -> None:
    a_mess()

    (short,) = reconciled().counted_short

    assert (short.holder, short.taker) == ("Lò Thị Hạnh", "Hoàng Văn Dũng")
    assert (short.said, short.counted, short.missing) == (1_500, 1_000, 500)


# What somebody changes behind the portal, and what is found then: written down, and moved.
TOUCHED = {
    "a_box": (
        "UPDATE cash_box SET held = held + 500 WHERE held > 0",
        [(Kind.BOX, 1_500, 1_000)],
    ),
    "a_receipt": (
        "UPDATE fee_receipt SET amount = 5000 WHERE number = 1",
        [
            (Kind.FEES, 7_000, 4_000),
            (Kind.LINES, 5_000, 2_000),
            (Kind.IN_FORCE, 5_000, 2_000),
            (Kind.PAYMENT, 5_000, 2_000),
        ],
    ),
    "the_counter": ("UPDATE fee_receipt_counter SET last = 7", [(Kind.NUMBERS, 4, 7)]),
    "a_number": (
        "UPDATE fee_receipt SET number = 5 WHERE number = 4",
        [(Kind.NUMBERS, 4, 5)],
    ),
    "what_was_placed": (
        "UPDATE fee_arrival SET placed = 200 WHERE provider_ref = 'FT4'",
        [(Kind.UNPLACED, 1_300, 1_500), (Kind.PLACED, 200, 0)],
    ),
    "an_amount_that_came": (
        "UPDATE fee_arrival SET amount = 900 WHERE provider_ref = 'FT4'",
        [(Kind.UNPLACED, 1_900, 1_500), (Kind.BANK, 3_900, 3_500), (Kind.ARRIVAL, 900, 500)],
    ),
    "a_payment": (
        (
            "UPDATE fee_charge_payment SET reversed_at = paid_at WHERE receipt_id ="
            " (SELECT id FROM fee_receipt WHERE number = 2)"
        ),
        [(Kind.IN_FORCE, 1_000, 0)],
    ),
    "a_placement": (
        (
            "UPDATE fee_placement SET undone_at = placed_at WHERE receipt_id ="
            " (SELECT id FROM fee_receipt WHERE number = 2)"
        ),
        [(Kind.MADE_OF, 1_000, 0), (Kind.PLACED, 1_000, 0)],
    ),
    "an_annulment": (
        "UPDATE fee_receipt SET annulled_at = NULL, annulled_by = NULL, annulled_why = NULL",
        [
            (Kind.FEES, 5_000, 4_000),
            (Kind.IN_FORCE, 1_000, 0),
            (Kind.ANNULMENT, 0, 1_000),
            (Kind.MADE_OF, 1_000, 0),
        ],
    ),
    "a_handover": ("UPDATE cash_handover SET counted = 1200", [(Kind.HANDOVER, 1_200, 1_000)]),
    "a_deposit": (
        "UPDATE cash_deposit SET arrival_id = NULL",
        [(Kind.DEPOSITS, 1_000, 0), (Kind.PLACED, 1_000, 0)],
    ),
    "a_return": ("UPDATE fee_return SET amount = 900", [(Kind.RETURNED, 1_000, 900)]),
}


@pytest.mark.parametrize("name", TOUCHED)
def test_a_figure_that_was_touched_is_found(app: Flask, name: str) -> None:
    a_mess()
    statement, expected = TOUCHED[name]
    behind_the_portal(statement)

    found = [(each.kind, each.written, each.moved) for each in reconciled().differences]

    assert sorted(found) == sorted(expected)


def test_a_difference_names_its_receipt_and_no_resident(app: Flask) -> None:
    a_mess()
    behind_the_portal(TOUCHED["a_payment"][0])

    (found,) = reconciled().differences

    assert found.about == "DS-2026-000002"


def test_units_are_reconciled_apart(app: Flask) -> None:
    a_mess()
    other = a_unit("Xã Nà Hoa", "NH")
    arrives(other, 700, "X1")
    session.commit()

    found = reconciled("Xã Nà Hoa")

    assert found.differences == []
    assert found.collected == []
    assert {book: amount for book, amount in found.books.of.items() if amount} == {
        Book.BANK: 700,
        Book.UNPLACED: -700,
    }
    assert reconciled().books.of[Book.FEES] == -4_000

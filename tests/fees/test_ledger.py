"""A move is one row for good, and nobody's cash goes below 0."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import database, session
from portal.kernel.errors import RuleBroken
from portal.ledger.models import Book, CashBox, Cause, Move
from portal.ledger.moves import BANK, FEES, UNPLACED, Place, cash_of, move
from tests import cast
from tests.fees.crowd import together
from tests.fees.money import a_unit, books, cash_boxes


def moved(unit: UUID, amount: int, out_of: Place, into: Place) -> None:
    move(amount, out_of, into, unit_id=unit, cause=Cause.HANDOVER, cause_id=uuid4())


def a_row(unit: UUID, **other: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "at": clock.now(),
        "unit_id": unit,
        "from_book": Book.FEES,
        "to_book": Book.BANK,
        "amount": 1_000,
        "cause": Cause.PAYMENT,
        "cause_id": uuid4(),
    }
    return row | other


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_move SET amount = 1",
        "UPDATE ledger_move SET cause = 'deposit'",
        "DELETE FROM ledger_move",
    ],
)
def test_the_database_changes_no_move(app: Flask, statement: str) -> None:
    unit = a_unit()
    moved(unit, 1_000, UNPLACED, BANK)
    session.commit()

    with (
        pytest.raises(sa.exc.DBAPIError, match="moved back by a move"),
        database().transaction() as connection,
    ):
        connection.execute(sa.text(statement))

    assert books(unit) == {Book.UNPLACED: -1_000, Book.BANK: 1_000}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
def test_the_table_is_not_emptied_either(app: Flask) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match="moved back by a move"),
        database().transaction() as connection,
    ):
        connection.execute(sa.text("TRUNCATE ledger_move"))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"amount": 0}, id="nothing"),
        pytest.param({"amount": -1_000}, id="less than nothing"),
        pytest.param({"from_book": Book.BANK}, id="from a book to itself"),
        pytest.param({"to_book": Book.CASH}, id="cash of nobody"),
        pytest.param({"to_holder": "hanh"}, id="a holder of what is not cash"),
        pytest.param(
            {
                "from_book": Book.CASH,
                "from_holder": "hanh",
                "to_book": Book.CASH,
                "to_holder": "hanh",
            },
            id="from a collector to the same",
        ),
    ],
)
def test_the_database_takes_no_move_that_is_none(app: Flask, wrong: dict[str, Any]) -> None:
    hanh = cast.hanh().staff_id
    row = a_row(a_unit()) | {
        name: hanh if value == "hanh" else value for name, value in wrong.items()
    }

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.insert(Move).values(row))


def test_one_cause_moves_money_between_two_books_once(app: Flask) -> None:
    unit, cause_id = a_unit(), uuid4()
    move(1_000, UNPLACED, BANK, unit_id=unit, cause=Cause.ARRIVAL, cause_id=cause_id)

    with pytest.raises(sa.exc.IntegrityError):
        move(1_000, UNPLACED, BANK, unit_id=unit, cause=Cause.ARRIVAL, cause_id=cause_id)


def test_nobody_gives_more_cash_than_they_hold(app: Flask) -> None:
    unit, hanh, dung = a_unit(), cast.hanh().staff_id, cast.dung().staff_id
    moved(unit, 5_000, FEES, cash_of(hanh))

    with pytest.raises(RuleBroken) as refused:
        moved(unit, 5_001, cash_of(hanh), cash_of(dung))
    assert refused.value.field == "amount"
    with pytest.raises(RuleBroken):
        moved(unit, 1, cash_of(dung), BANK)
    moved(unit, 5_000, cash_of(hanh), cash_of(dung))

    assert cash_boxes(unit) == {hanh: 0, dung: 5_000}
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(CashBox).values(held=-1))


def test_cash_of_one_unit_is_not_spent_for_another(app: Flask) -> None:
    ours, theirs = a_unit(), a_unit("Xã Nà Hoa", "NH", "1111111111")
    hanh = cast.hanh().staff_id
    moved(ours, 5_000, FEES, cash_of(hanh))

    with pytest.raises(RuleBroken):
        moved(theirs, 1_000, cash_of(hanh), BANK)


def test_of_ten_who_take_from_one_box_only_so_many_get_as_there_is(app: Flask) -> None:
    unit, hanh = a_unit(), cast.hanh().staff_id
    moved(unit, 4_000, FEES, cash_of(hanh))
    session.commit()

    done = together(app, *[lambda: moved(unit, 1_000, cash_of(hanh), BANK)] * 10)

    assert done.count(None) == 4
    assert books(unit) == {Book.FEES: -4_000, Book.BANK: 4_000}
    assert cash_boxes(unit) == {hanh: 0}


def test_two_who_hand_each_other_cash_do_not_block_each_other(app: Flask) -> None:
    unit, hanh, dung = a_unit(), cast.hanh().staff_id, cast.dung().staff_id
    for holder in (hanh, dung):
        moved(unit, 10_000, FEES, cash_of(holder))
    session.commit()

    def back_and_forth(one: UUID, other: UUID) -> None:
        for _ in range(10):
            moved(unit, 1_000, cash_of(one), cash_of(other))
            session.commit()

    together(app, lambda: back_and_forth(hanh, dung), lambda: back_and_forth(dung, hanh))

    assert cash_boxes(unit) == {hanh: 10_000, dung: 10_000}
    assert books(unit) == {Book.FEES: -20_000, Book.CASH: 20_000}

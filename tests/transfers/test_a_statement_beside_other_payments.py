"""Who confirms a statement settles many orders at once, and blocks nobody who settles one."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.ledger.moves import cash_of
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from portal.transfers import statement_deciding, statements, taking
from portal.transfers.statement_known import Compared, compared
from portal.transfers.statement_rows import CameIn
from portal.transfers.telling import Transfer, hand_on
from tests import cast
from tests.fees.crowd import Family, a_family, collector, numbers, together, until_another_waits
from tests.fees.money import ACCOUNT, a_unit, books
from tests.oversight.openings import as_signed_in

CAME_AT = datetime(2026, 11, 6, 9, tzinfo=clock.VIETNAM)
Confirms = Callable[[], statement_deciding.Confirmed]


def brought(unit: UUID, *memos: str) -> Confirms:
    """Let a statement wait that shows 2,000 đ for each memo; return what confirms it."""
    rows = [
        CameIn(row=number, came_at=CAME_AT, amount=2_000, content=memo, reference=f"FT{number}")
        for number, memo in enumerate(memos, 1)
    ]
    bringer, second = as_signed_in(cast.hanh()), as_signed_in(cast.dung())
    made = statements.bring(b"1", rows, (), unit, by=bringer)
    session.commit()
    return partial(statement_deciding.confirm, made.statement_id, by=second)


def memo_for(family: Family) -> str:
    return order(family.charges, family.household_id, Method.TRANSFER).memo


def both(
    app: Flask, patch: pytest.MonkeyPatch, confirms: Confirms, other: Callable[[], None]
) -> None:
    """Begin something else when the first order of a statement is settled."""
    one_is_placed = Event()

    def place_one(noted: taking.Noted, *, by: Collector) -> taking.Taken:
        placed = taking.place(noted, by=by)
        if not one_is_placed.is_set():
            one_is_placed.set()
            until_another_waits()
        return placed

    def begins() -> None:
        one_is_placed.wait(10)
        other()

    patch.setattr(statement_deciding, "place", place_one)
    together(app, confirms, begins)


def test_who_takes_cash_for_its_second_order_meanwhile_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, taker = a_unit(), cast.quan()
    first, second = a_family(unit), a_family(unit)
    in_cash = order(second.charges, second.household_id, Method.CASH).id
    confirms = brought(unit, memo_for(first), memo_for(second))

    def takes_cash() -> None:
        into = cash_of(taker.staff_id)
        settle(in_cash, "Người Nộp", into, Method.CASH, by=collector(taker))

    both(app, monkeypatch, confirms, takes_cash)

    assert numbers(unit) == [1, 2]
    assert books(unit) == {Book.FEES: -4_000, Book.BANK: 4_000}, "no cash for what is paid"


def test_a_messenger_that_tells_of_its_second_row_meanwhile_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = a_unit()
    first, second = a_family(unit), a_family(unit)
    memo = memo_for(second)
    confirms = brought(unit, memo_for(first), memo)
    transfer = Transfer(
        provider=Provider.SEPAY,
        provider_ref="9",
        bank_ref="FT2",
        account=ACCOUNT,
        amount=2_000,
        content=memo,
        came_at=CAME_AT,
    )

    both(app, monkeypatch, confirms, partial(hand_on, transfer))

    assert numbers(unit) == [1, 2]
    assert books(unit) == {Book.FEES: -4_000, Book.BANK: 4_000}, "it is told once"


def test_what_a_messenger_told_since_the_rows_were_compared_is_noted_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = a_unit()
    memo = memo_for(a_family(unit))
    confirms = brought(unit, memo)
    told = Told(
        unit_id=unit,
        provider=Provider.SEPAY,
        provider_ref="9",
        bank_ref="FT1",
        amount=2_000,
        content=memo,
        came_at=CAME_AT,
    )

    def compare_just_before(*given: Any) -> list[Compared]:
        rows = compared(*given)
        note(told)
        return rows

    monkeypatch.setattr(statement_deciding, "compared", compare_just_before)

    assert (confirms().new, books(unit)[Book.BANK]) == (0, 2_000)


def test_two_whole_payments_of_one_order_on_one_statement_wait_for_somebody(app: Flask) -> None:
    unit = a_unit()
    memo = memo_for(a_family(unit))

    confirmed = brought(unit, memo, memo)()

    assert (confirmed.new, confirmed.placed) == (2, 0), "which of them it is, nobody guesses"
    assert books(unit) == {Book.UNPLACED: -4_000, Book.BANK: 4_000}

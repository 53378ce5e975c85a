"""Notices of banks in a process of their own: many at once, again, and out of order."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.ledger.models import Book
from portal.receiving.models import Arrival, Placement
from tests import cast
from tests.audit.logbook import verdict
from tests.fees.money import a_unit, charges_for
from tests.transfers.bank import (
    PROVIDERS,
    SECRETS,
    a_home,
    another_order,
    arrivals,
    books,
    receipts,
    state_of,
)
from tests.transfers.bank_process import BankProcess, bank_process

PAID = {Book.FEES: -2_000, Book.BANK: 2_000}


@pytest.fixture
def banks(app: Flask) -> Iterator[BankProcess]:
    with bank_process(app) as started:
        yield started


@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_notice_twenty_times_at_once_makes_one_receipt(
    banks: BankProcess, provider: str
) -> None:
    home = a_home()
    number = banks.book(f"MBVCB.1.{home.memo.lower()} chuyển khoản", 2_000, provider)

    answers = banks.tell(number, times=20, together=True)

    assert all(answer["taken"] for answer in answers)
    assert receipts() == [(2026, 1, 2_000)]
    assert arrivals() == [(2_000, 2_000)]
    assert books(home.unit) == PAID
    assert verdict().fault is None


def test_the_halves_of_a_payment_at_one_moment_pay_it_together(banks: BankProcess) -> None:
    home = a_home()
    halves = [banks.book(home.memo, 1_000), banks.book(home.memo, 1_000, "casso")]

    answers = banks.tell(*halves, times=5, together=True)

    assert all(answer["taken"] for answer in answers)
    assert receipts() == [(2026, 1, 2_000)]
    assert books(home.unit) == PAID


def test_of_two_of_a_family_who_pay_at_one_moment_one_pays_and_one_waits(
    banks: BankProcess,
) -> None:
    home = a_home()
    second = another_order(home)
    both = [banks.book(home.memo, 2_000), banks.book(second.memo, 2_000, "payos")]

    answers = banks.tell(*both, together=True)

    assert all(answer["taken"] for answer in answers)
    assert receipts() == [(2026, 1, 2_000)]
    assert books(home.unit) == {Book.FEES: -2_000, Book.UNPLACED: -2_000, Book.BANK: 4_000}
    assert sorted([state_of(home.ordered), state_of(second)]) == ["paid", "waiting"]


def test_a_notice_whose_answers_got_lost_is_sent_again_and_noted_once(banks: BankProcess) -> None:
    home = a_home()
    number = banks.book(home.memo, 2_000)

    [answer] = banks.tell(number, unheard=3)

    assert answer["statuses"] == [200, 200, 200, 200]
    assert books(home.unit) == PAID
    assert receipts() == [(2026, 1, 2_000)]


def test_a_messenger_with_the_wrong_secret_gives_up_after_its_tries(app: Flask) -> None:
    home = a_home()
    with bank_process(app, dict.fromkeys(SECRETS, "not the secret of this unit")) as strangers:
        [answer] = strangers.tell(strangers.book(home.memo, 2_000))

    assert answer == {"number": 9_000_001, "taken": False, "statuses": [401] * 8}
    assert books(home.unit) == {}


def test_twenty_households_pay_at_once_out_of_order_and_twice(banks: BankProcess) -> None:
    unit, memos = households_that_owe(20)
    numbers = [banks.book(memo, 1_000, PROVIDERS[place % 3]) for place, memo in enumerate(memos)]

    answers = banks.tell(*reversed(numbers), times=2, together=True)

    assert all(answer["taken"] for answer in answers)
    assert [number for _year, number, _amount in receipts()] == list(range(1, 21))
    assert books(unit) == {Book.FEES: -20_000, Book.BANK: banks.balance()}
    assert set(arrivals()) == {(1_000, 1_000)}
    placed = session.execute(
        sa.select(sa.func.count(), sa.func.sum(Placement.amount), sa.func.count(Arrival.id))
        .select_from(Placement)
        .join(Arrival, Arrival.id == Placement.arrival_id)
    ).one()
    assert tuple(placed) == (20, 20_000, 20)


def households_that_owe(count: int) -> tuple[UUID, list[str]]:
    """Let so many people alone in their households order what they owe; return the memos."""
    unit, memos = a_unit(), []
    for number in range(count):
        person = cast.a_person(
            "Vi Thị Mai", born=PartialDate(date(1980, 1, 1)), personal_id=f"9991800{number:05d}"
        )
        household = cast.a_household(person)
        made = order(
            charges_for(household, unit).values(),
            household,
            Method.TRANSFER,
            by_person=person.person_id,
        )
        memos.append(made.memo)
    session.commit()
    return unit, memos

"""A transfer with a memo becomes a receipt by itself, and only when everything fits."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import OrderState, Receipt
from portal.fees.ordering import close
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.notifications.models import OutboxMessage
from tests.conftest import Time
from tests.fees.money import a_unit
from tests.transfers.bank import (
    PROVIDERS,
    Bank,
    Home,
    a_bank,
    a_home,
    another_order,
    arrivals,
    books,
    receipts,
    state_of,
)

PAID = {Book.FEES: -2_000, Book.BANK: 2_000}


def waits(amount: int) -> dict[Book, int]:
    return {Book.UNPLACED: -amount, Book.BANK: amount}


@pytest.fixture
def bank(app: Flask) -> Bank:
    return a_bank(app)


@pytest.fixture
def home(app: Flask) -> Home:
    return a_home()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_exact_amount_with_its_memo_pays_the_order(
    bank: Bank, home: Home, provider: str
) -> None:
    bank.tells(home.memo, 2_000, provider=provider)

    assert receipts() == [(2026, 1, 2_000)]
    assert arrivals() == [(2_000, 2_000)]
    assert books(home.unit) == PAID
    assert state_of(home.ordered) == "paid"
    receipt = session.scalars(sa.select(Receipt)).one()
    assert (receipt.payer, receipt.staff_id, receipt.method) == ("Hà Thị Lan", None, "transfer")


def test_the_log_of_each_person_says_that_nobodys_hand_paid(bank: Bank, home: Home) -> None:
    bank.tells(home.memo, 2_000)

    lines = session.execute(
        sa.select(AuditLine.person_id, AuditLine.staff_id).where(AuditLine.event == Event.FEE_PAID)
    ).all()
    assert {tuple(line) for line in lines} == {(person, None) for person in home.charges}


def test_who_ordered_is_told_by_sms_once(bank: Bank, home: Home) -> None:
    notice = bank.notice(bank.transfer(home.memo, 2_000))
    bank.post(notice)
    bank.post(notice)

    assert len(session.scalars(sa.select(OutboxMessage.id)).all()) == 1


MANGLED = {
    "lower case": "{lower}",
    "blanks": "{memo[0]}{memo[1]} {memo[2]}{memo[3]} {memo[4]}{memo[5]} {rest}",
    "a bank's words before and after": "MBVCB.1.{memo}.CT tu HA THI LAN",
    "points and dashes": "{memo[0]}{memo[1]}{memo[2]}{memo[3]}-{start}.{end}",
    "its first letters twice": "HSSK {memo}",
    "a line break": "NOP PHI\n{memo}",
}


@pytest.mark.parametrize("how", MANGLED)
def test_a_memo_is_found_in_what_banks_make_of_it(bank: Bank, home: Home, how: str) -> None:
    memo = home.memo
    words = {"lower": memo.lower(), "rest": memo[6:], "start": memo[4:8], "end": memo[8:]}
    bank.tells(MANGLED[how].format(memo=memo, **words), 2_000)

    assert books(home.unit) == PAID


@pytest.mark.parametrize("content", ["", "NOP PHI HO SO", "HSSK22222222", "{memo[0]}{short}"])
def test_money_without_a_whole_known_memo_waits_for_somebody(
    bank: Bank, home: Home, content: str
) -> None:
    bank.tells(content.format(memo=home.memo, short=home.memo[1:-1]), 2_000)

    assert receipts() == []
    assert books(home.unit) == waits(2_000)


@pytest.mark.parametrize("amount", [1, 1_999, 2_001, 20_000])
def test_another_amount_waits_whole(bank: Bank, home: Home, amount: int) -> None:
    bank.tells(home.memo, amount)

    assert receipts() == []
    assert arrivals() == [(amount, 0)]
    assert books(home.unit) == waits(amount)
    assert state_of(home.ordered) == "waiting"


def test_a_short_transfer_and_the_missing_rest_pay_together(bank: Bank, home: Home) -> None:
    bank.tells(home.memo, 1_500)
    assert books(home.unit) == waits(1_500)

    bank.tells(home.memo, 500, provider="casso")

    assert receipts() == [(2026, 1, 2_000)]
    assert sorted(arrivals()) == [(500, 500), (1_500, 1_500)]
    assert books(home.unit) == PAID


def test_a_short_one_and_too_much_after_it_wait_both(bank: Bank, home: Home) -> None:
    bank.tells(home.memo, 1_500)
    bank.tells(home.memo, 2_000)

    assert receipts() == []
    assert books(home.unit) == waits(3_500)


def test_the_memos_of_two_orders_in_one_transfer_wait(bank: Bank, home: Home) -> None:
    bank.tells(f"{home.memo} {another_order(home).memo}", 2_000)

    assert receipts() == []
    assert books(home.unit) == waits(2_000)


def test_what_the_second_of_a_family_pays_for_the_same_people_waits(bank: Bank, home: Home) -> None:
    second = another_order(home)
    bank.tells(home.memo, 2_000)
    bank.tells(second.memo, 2_000)

    assert receipts() == [(2026, 1, 2_000)]
    assert books(home.unit) == {Book.FEES: -2_000, Book.UNPLACED: -2_000, Book.BANK: 4_000}


def test_a_second_transfer_for_a_paid_order_waits(bank: Bank, home: Home) -> None:
    bank.tells(home.memo, 2_000)
    bank.tells(home.memo, 2_000)

    assert receipts() == [(2026, 1, 2_000)]
    assert books(home.unit) == {Book.FEES: -2_000, Book.UNPLACED: -2_000, Book.BANK: 4_000}


@pytest.mark.parametrize("state", [OrderState.EXPIRED, OrderState.CANCELLED])
def test_money_that_comes_late_still_pays(
    bank: Bank, home: Home, time: Time, state: OrderState
) -> None:
    close(home.ordered.id, state)
    session.commit()
    time.pass_by(days=31)

    bank.tells(home.memo, 2_000)

    assert books(home.unit) == PAID
    assert state_of(home.ordered) == "paid"


def test_the_number_of_a_receipt_is_of_the_year_people_in_viet_nam_live_in(
    bank: Bank, home: Home, time: Time
) -> None:
    time.now = time.now.replace(month=12, day=31, hour=17, minute=30)  # 00:30 on New Year

    bank.tells(home.memo, 2_000)

    assert receipts() == [(2027, 1, 2_000)]


def test_money_of_before_midnight_that_is_told_after_it_counts_in_the_new_year(
    bank: Bank, home: Home, time: Time
) -> None:
    time.now = time.now.replace(month=12, day=31, hour=16, minute=59)
    booked = bank.transfer(home.memo, 2_000)
    time.pass_by(minutes=2)

    bank.post(bank.notice(booked))

    assert receipts() == [(2027, 1, 2_000)]


def test_the_memo_of_another_unit_does_not_pay_with_this_units_money(
    bank: Bank, home: Home
) -> None:
    other = a_unit("Xã Mường Hoa", "MH", account="222")
    session.commit()

    bank.tells(home.memo, 2_000, account="222")

    assert receipts() == []
    assert books(home.unit) == {}
    assert books(other) == waits(2_000)

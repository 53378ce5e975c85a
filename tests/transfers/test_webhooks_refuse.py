"""What is forged, old, odd or somebody else's changes nothing in the books."""

import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from portal.config import Transfers
from portal.fees.models import UnitAccount
from portal.fees.order_models import FeeOrder
from portal.kernel import clock
from portal.kernel.db import database, session
from portal.ledger.models import Book
from portal.receiving.arrivals import Told
from portal.receiving.models import Provider
from portal.transfers.taking import take
from tests.fakes.bank_notices import WORDS, notice_of, payos_says, sepay_says
from tests.fees.money import BIN, a_unit
from tests.transfers.bank import (
    PROVIDERS,
    Bank,
    Home,
    a_bank,
    a_home,
    arrivals,
    books,
    receipts,
)

PAID = {Book.FEES: -2_000, Book.BANK: 2_000}
SIGNED_WITH_A_TIME = ("sepay", "casso")


@pytest.fixture
def bank(app: Flask) -> Bank:
    return a_bank(app)


@pytest.fixture
def home(app: Flask) -> Home:
    return a_home()


def nothing_is_noted(home: Home) -> bool:
    return (arrivals(), receipts(), books(home.unit)) == ([], [], {})


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_notice_signed_with_another_secret_is_refused(
    bank: Bank, home: Home, provider: str
) -> None:
    forged = bank.notice(bank.transfer(home.memo, 2_000, provider=provider), secret="guessed")

    assert bank.post(forged).status_code == 401
    assert nothing_is_noted(home)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_notice_changed_on_its_way_is_refused(bank: Bank, home: Home, provider: str) -> None:
    notice = bank.notice(bank.transfer(home.memo, 20, provider=provider))

    assert bank.post(notice, body=notice.body.replace(b"20,", b"2000,", 1)).status_code == 401
    assert nothing_is_noted(home)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_notice_without_a_signature_is_refused(bank: Bank, home: Home, provider: str) -> None:
    notice = bank.notice(bank.transfer(home.memo, 2_000, provider=provider))
    unsigned = json.loads(notice.body)
    unsigned.pop("signature", None)

    answer = bank.post(notice, body=json.dumps(unsigned).encode(), headers={})

    assert answer.status_code == 401
    assert nothing_is_noted(home)


@pytest.mark.parametrize("age", [-301, 301])
@pytest.mark.parametrize("provider", SIGNED_WITH_A_TIME)
def test_a_recording_of_a_notice_is_refused_after_five_minutes(
    bank: Bank, home: Home, provider: str, age: int
) -> None:
    old = bank.notice(bank.transfer(home.memo, 2_000, provider=provider), age=age)

    assert bank.post(old).status_code == 401
    assert nothing_is_noted(home)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_without_a_secret_of_ours_nobody_answers(
    app: Flask, bank: Bank, home: Home, provider: str
) -> None:
    notice = bank.notice(bank.transfer(home.memo, 2_000, provider=provider))
    config = app.extensions["portal.config"]
    app.extensions["portal.config"] = replace(config, transfers=Transfers())
    unsigned = notice_of(bank.transfer(home.memo, 2_000, provider=provider), "", 0)

    assert bank.post(notice).status_code == 404
    assert bank.post(unsigned).status_code == 404
    assert nothing_is_noted(home)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_same_notice_twice_is_noted_once(bank: Bank, home: Home, provider: str) -> None:
    notice = bank.notice(bank.transfer(home.memo, 2_000, provider=provider))

    assert [bank.post(notice).status_code for _ in range(3)] == [200, 200, 200]

    assert receipts() == [(2026, 1, 2_000)]
    assert books(home.unit) == PAID


@pytest.mark.parametrize("second", ["casso", "payos"])
def test_the_same_money_told_by_two_messengers_is_noted_once(
    bank: Bank, home: Home, second: str
) -> None:
    bank.tells("no memo", 2_000, reference="FT 26327 abc")
    bank.tells("no memo", 2_000, reference="FT26327ABC", provider=second)

    assert arrivals() == [(2_000, 0)]
    assert books(home.unit) == {Book.UNPLACED: -2_000, Book.BANK: 2_000}


def test_a_bank_that_gives_two_amounts_one_reference_tells_of_two_transfers(
    bank: Bank, home: Home
) -> None:
    for amount in (1_500, 500):
        notice = bank.notice(bank.transfer(home.memo, amount, reference="000001"))
        assert [bank.post(notice).status_code for _ in range(2)] == [200, 200]

    assert sorted(arrivals()) == [(500, 500), (1_500, 1_500)]
    assert books(home.unit) == PAID


def test_a_bank_that_gives_two_families_one_reference_tells_of_two_transfers(
    bank: Bank, home: Home
) -> None:
    for _ in range(2):
        notice = bank.notice(bank.transfer("no memo", 2_000, reference="000001"))
        assert [bank.post(notice).status_code for _ in range(2)] == [200, 200]

    assert arrivals() == [(2_000, 0), (2_000, 0)]


def test_what_a_statement_brought_is_not_noted_again(bank: Bank, home: Home) -> None:
    take(
        Told(
            unit_id=home.unit,
            provider=Provider.STATEMENT,
            provider_ref="row 1",
            bank_ref="ft 26327 abc",
            amount=2_000,
            content=home.memo,
            came_at=clock.now(),
        )
    )
    session.commit()

    bank.tells(home.memo, 2_000, reference="FT26327ABC")

    assert receipts() == [(2026, 1, 2_000)]
    assert books(home.unit) == PAID


def test_two_transfers_without_a_bank_reference_are_two(bank: Bank, home: Home) -> None:
    for _ in range(2):
        said = sepay_says(bank.transfer("no memo", 2_000)) | {"referenceCode": None}
        assert bank.says("sepay", said).status_code == 200

    assert arrivals() == [(2_000, 0), (2_000, 0)]


LEFT_ASIDE: dict[str, dict[str, Any]] = {
    "to an account nobody here has": {"account": "999"},
    "money that went out": {"outgoing": True},
    "nothing": {"amount": 0},
    "more than any fee": {"amount": 2**31},
}


@pytest.mark.parametrize(
    ("what", "provider"),
    [
        (what, provider)
        for what in LEFT_ASIDE
        for provider in PROVIDERS
        if (what, provider) != ("money that went out", "payos")  # which it never tells
    ],
)
def test_what_is_not_a_units_money_is_answered_and_left_aside(
    bank: Bank, home: Home, what: str, provider: str
) -> None:
    told: dict[str, Any] = {
        "content": home.memo,
        "amount": 2_000,
        "provider": provider,
    } | LEFT_ASIDE[what]

    bank.tells(**told)

    assert nothing_is_noted(home)


def test_another_currency_is_left_aside(bank: Bank, home: Home) -> None:
    bank.tells(home.memo, 2_000, provider="payos", currency="USD")

    assert nothing_is_noted(home)


def test_an_account_the_unit_had_before_still_counts(bank: Bank, home: Home) -> None:
    _another_account(home, "333")

    bank.tells(home.memo, 2_000)

    assert books(home.unit) == PAID


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("sepay", "subAccount"),
        ("casso", "virtualAccountNumber"),
        ("payos", "virtualAccountNumber"),
    ],
)
def test_an_account_the_unit_knows_by_its_virtual_number_counts(
    bank: Bank, home: Home, provider: str, name: str
) -> None:
    _another_account(home, "VA123")
    said = WORDS[provider](bank.transfer(home.memo, 2_000, provider=provider, account="999"))
    (said if provider == "sepay" else said["data"])[name] = "VA123"

    assert bank.says(provider, said).status_code == 200
    assert books(home.unit) == PAID


def test_an_account_two_units_claim_is_nobodys(bank: Bank, home: Home) -> None:
    other = a_unit("Xã Mường Hoa", "MH")
    session.commit()

    bank.tells(home.memo, 2_000)

    assert nothing_is_noted(home)
    assert books(other) == {}


def test_payoss_trial_call_for_an_order_nobody_has_is_answered(bank: Bank, home: Home) -> None:
    bank.tells("VQRIO123", 3_000, provider="payos", account="12345678")

    assert nothing_is_noted(home)


def test_a_payment_payos_calls_failed_is_left_aside(bank: Bank, home: Home) -> None:
    said = payos_says(bank.transfer(home.memo, 2_000, provider="payos"))
    said["data"]["code"] = "01"

    assert bank.says("payos", said).status_code == 200
    assert nothing_is_noted(home)


ODD: dict[str, list[dict[str, Any]]] = {
    "sepay": [
        {"id": "9000001"},
        {"transferAmount": "2000"},
        {"transferAmount": 2000.0},
        {"transferAmount": True},
        {"transactionDate": "24/11/2026"},
        {"transactionDate": None},
        {"accountNumber": None},
        {"accountNumber": 1234567890},
        {"content": "x" * 1_001},
        {"content": ["HSSK"]},
        {"referenceCode": "x" * 201},
        {"content": "a\0b"},
        {"content": "\ud83d"},
    ],
    "casso": [
        {"data": []},
        {"data": {"id": 1}},
        {"data": None},
    ],
    "payos": [{"amount": "2000"}, {"reference": ""}, {"reference": None}, {"description": 9}],
}


@pytest.mark.parametrize(
    ("provider", "number"),
    [(provider, number) for provider, odd in ODD.items() for number in range(len(odd))],
)
def test_a_signed_notice_that_cannot_be_read_strictly_is_refused(
    bank: Bank, home: Home, provider: str, number: int
) -> None:
    said = WORDS[provider](bank.transfer(home.memo, 2_000, provider=provider))
    (said["data"] if provider == "payos" else said).update(ODD[provider][number])

    assert bank.says(provider, said).status_code == 400
    assert nothing_is_noted(home)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"[" * 9_000], ids=range(5))
def test_what_is_no_notice_at_all_is_refused(
    bank: Bank, home: Home, provider: str, raw: bytes
) -> None:
    notice = bank.notice(bank.transfer(home.memo, 2_000, provider=provider))

    assert bank.post(notice, body=raw).status_code == (401 if provider == "sepay" else 400)
    assert nothing_is_noted(home)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_more_than_any_notice_holds_is_not_read(bank: Bank, home: Home, provider: str) -> None:
    notice = bank.notice(bank.transfer(home.memo, 2_000, provider=provider))

    assert bank.post(notice, body=b" " * (16 * 1024 + 1)).status_code == 413
    assert nothing_is_noted(home)


@pytest.mark.hurried
def test_a_database_that_is_busy_has_the_notice_sent_again(bank: Bank, home: Home) -> None:
    notice = bank.notice(bank.transfer(home.memo, 2_000))
    with database().transaction() as another:
        _hold(another, home)
        assert bank.post(notice).status_code == 503
    assert nothing_is_noted(home)

    assert bank.post(notice).status_code == 200
    assert books(home.unit) == PAID


def _hold(connection: Connection, home: Home) -> None:
    """Hold what paying needs: on SQLite the one pen there is, else the order."""
    connection.execute(
        sa.select(FeeOrder.id).where(FeeOrder.id == home.ordered.id).with_for_update()
    )


def _another_account(home: Home, number: str) -> None:
    session.add(
        UnitAccount(
            unit_id=home.unit,
            bin=BIN,
            bank_name="Ngân hàng Mới",
            number=number,
            holder="UBND",
            entered_by=None,
            entered_at=clock.now(),
        )
    )
    session.commit()

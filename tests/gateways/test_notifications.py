"""What providers tell makes one receipt, or none, however often and by whom it is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import NOBODY
from portal.config import Config, Momo, Vnpay
from portal.fees.order_models import Method, OrderState, Receipt
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.gateways.models import Outcome
from portal.kernel.db import reads, session
from portal.ledger.models import Book
from portal.ledger.moves import UNPLACED
from portal.notifications.models import OutboxMessage
from portal.receiving.models import Provider
from tests.client import a_browser
from tests.conftest import Time
from tests.gateways import vectors
from tests.gateways.begun import (
    BOOKS,
    BOTH,
    a_family,
    arrivals,
    books_of,
    momo_says,
    receipts,
    stands,
    tell_failed,
    tell_momo,
    tell_paid,
    tell_vnpay,
    vnpay_says,
)

TIMES = 20
TAKEN = {Provider.VNPAY: "00", Provider.MOMO: "204"}
AGAIN = {Provider.VNPAY: "02", Provider.MOMO: "204"}
either = pytest.mark.parametrize("provider", BOTH, ids=lambda provider: provider.value)


@either
def test_a_payment_becomes_a_receipt_and_a_message(app: Flask, provider: Provider) -> None:
    family = a_family()
    begun = family.begin(provider)

    assert tell_paid(app, provider, begun.memo) == TAKEN[provider]

    assert books_of(family) == {Book.FEES: -5_000, BOOKS[provider]: 5_000}
    assert stands(begun.id) == (OrderState.PAID, Outcome.PAID)
    receipt = reads().execute(sa.select(Receipt.payer, Receipt.method, Receipt.amount)).one()
    assert tuple(receipt) == ("Hà Thị Lan", Method(provider.value), 5_000)
    assert len(reads().scalars(sa.select(OutboxMessage.id)).all()) == 1
    lines = (
        reads().scalars(sa.select(AuditLine.event).where(AuditLine.event == Event.FEE_PAID)).all()
    )
    assert len(lines) == 5


@either
def test_the_same_told_again_changes_nothing(app: Flask, provider: Provider) -> None:
    family = a_family()
    begun = family.begin(provider)
    tell_paid(app, provider, begun.memo)

    assert tell_paid(app, provider, begun.memo) == AGAIN[provider]
    assert tell_failed(app, provider, begun.memo) == AGAIN[provider]

    assert receipts() == [1]
    assert stands(begun.id) == (OrderState.PAID, Outcome.PAID)
    assert books_of(family) == {Book.FEES: -5_000, BOOKS[provider]: 5_000}


@either
def test_twenty_at_one_moment_make_one_receipt(app: Flask, provider: Provider) -> None:
    family = a_family()
    begun = family.begin(provider)

    def tell(_: int) -> str:
        answer = tell_paid(app, provider, begun.memo)
        while answer not in (TAKEN[provider], AGAIN[provider]):  # busy: providers tell it again
            answer = tell_paid(app, provider, begun.memo)
        return answer

    with ThreadPoolExecutor(TIMES) as threads:
        answers = sorted(threads.map(tell, range(TIMES)))

    assert answers == [TAKEN[provider], *[AGAIN[provider]] * (TIMES - 1)]
    assert receipts() == [1]
    assert arrivals() == [(5_000, 5_000, False)]
    assert books_of(family) == {Book.FEES: -5_000, BOOKS[provider]: 5_000}


@either
@pytest.mark.parametrize("amount", [4_000, 6_000])
def test_another_amount_waits_for_people(app: Flask, provider: Provider, amount: int) -> None:
    family = a_family()
    begun = family.begin(provider)
    refused = {Provider.VNPAY: "04", Provider.MOMO: "204"}[provider]

    assert tell_paid(app, provider, begun.memo, amount) == refused
    assert tell_paid(app, provider, begun.memo, amount) == refused

    assert arrivals() == [(amount, 0, True)]
    assert stands(begun.id) == (OrderState.WAITING, Outcome.DOUBTED)
    assert books_of(family) == {Book.UNPLACED: -amount, BOOKS[provider]: amount}


@either
def test_what_is_forged_leaves_no_trace(app: Flask, provider: Provider) -> None:
    family = a_family()
    begun = family.begin(provider)

    if provider is Provider.VNPAY:
        assert tell_vnpay(app, vnpay_says(begun.memo) | {"vnp_BankCode": "VCB"}) == "97"
        assert tell_vnpay(app, {}) == "97"
    else:
        assert tell_momo(app, momo_says(begun.memo) | {"message": "Paid."}) == "400"
        assert tell_momo(app, {}) == "400"
        assert a_browser(app).post("/fees/momo/ipn", data="[1").status_code == 400

    assert arrivals() == []
    assert stands(begun.id) == (OrderState.WAITING, Outcome.OPEN)
    assert books_of(family) == {}


@either
def test_an_order_that_is_not_there_is_not_found(app: Flask, provider: Provider) -> None:
    family = a_family()
    family.begin(provider)
    not_found = {Provider.VNPAY: "01", Provider.MOMO: "404"}

    assert tell_paid(app, provider, "HSSKAAAAAAAA") == not_found[provider]

    assert arrivals() == []
    assert books_of(family) == {}


def test_an_order_begun_at_the_other_provider_is_not_found(app: Flask) -> None:
    begun = a_family().begin(Provider.MOMO)

    assert tell_paid(app, Provider.VNPAY, begun.memo) == "01"
    assert arrivals() == []


def test_another_merchants_payment_is_refused(app: Flask) -> None:
    family = a_family()
    begun, other = family.begin(Provider.VNPAY), family.begin(Provider.MOMO)

    assert tell_vnpay(app, vnpay_says(begun.memo, vnp_TmnCode="ANOTHER1")) == "99"
    assert tell_vnpay(app, vnpay_says(begun.memo, vnp_CurrCode="USD")) == "99"
    assert tell_momo(app, momo_says(other.memo, partnerCode="ANOTHER")) == "400"

    assert arrivals() == []


def test_money_vnpay_doubts_waits_for_people(app: Flask) -> None:
    family = a_family()
    begun = family.begin(Provider.VNPAY)
    doubted = vnpay_says(begun.memo, vnp_ResponseCode="07", vnp_TransactionStatus="07")

    assert tell_vnpay(app, doubted) == "00"
    assert tell_paid(app, Provider.VNPAY, begun.memo) == "02", "the same transaction, cleared"

    assert arrivals() == [(5_000, 0, True)]
    assert stands(begun.id) == (OrderState.WAITING, Outcome.DOUBTED)
    assert receipts() == []


def test_what_momo_only_authorised_is_not_paid(app: Flask) -> None:
    begun = a_family().begin(Provider.MOMO)

    assert tell_momo(app, momo_says(begun.memo, resultCode=9000)) == "204"
    assert stands(begun.id) == (OrderState.WAITING, Outcome.OPEN)
    assert arrivals() == []

    assert tell_paid(app, Provider.MOMO, begun.memo) == "204"
    assert receipts() == [1]


@either
def test_money_after_the_word_of_failure_is_still_a_receipt(app: Flask, provider: Provider) -> None:
    begun = a_family().begin(provider)

    assert tell_failed(app, provider, begun.memo) == TAKEN[provider]
    assert stands(begun.id) == (OrderState.CANCELLED, Outcome.FAILED)
    assert tell_failed(app, provider, begun.memo) == AGAIN[provider]
    assert tell_paid(app, provider, begun.memo) == TAKEN[provider]

    assert stands(begun.id) == (OrderState.PAID, Outcome.PAID)
    assert receipts() == [1]


@either
def test_money_long_after_the_order_ran_out_is_a_receipt(
    app: Flask, provider: Provider, time: Time
) -> None:
    begun = a_family().begin(provider)
    time.pass_by(days=3)

    assert tell_paid(app, provider, begun.memo) == TAKEN[provider]
    assert receipts() == [1]


def test_what_is_paid_at_both_is_a_receipt_once(app: Flask) -> None:
    family = a_family()
    first, second = family.begin(Provider.VNPAY), family.begin(Provider.MOMO)

    tell_paid(app, Provider.VNPAY, first.memo)
    assert tell_paid(app, Provider.MOMO, second.memo) == "204"

    assert receipts() == [1]
    assert sorted(arrivals()) == [(5_000, 0, False), (5_000, 5_000, False)]
    assert books_of(family) == {
        Book.FEES: -5_000,
        Book.UNPLACED: -5_000,
        Book.VNPAY: 5_000,
        Book.MOMO: 5_000,
    }


@either
def test_a_second_transaction_of_one_order_waits_for_people(app: Flask, provider: Provider) -> None:
    family = a_family()
    begun = family.begin(provider)

    tell_paid(app, provider, begun.memo, number=1)
    assert tell_paid(app, provider, begun.memo, number=2) == TAKEN[provider]

    assert receipts() == [1]
    assert books_of(family)[Book.UNPLACED] == -5_000


@either
def test_what_a_member_paid_meanwhile_is_left_of_the_money(app: Flask, provider: Provider) -> None:
    family = a_family()
    begun = family.begin(provider)
    alone = order(family.charges[:1], family.household_id, Method.MOMO)
    _pay_otherwise(alone.id)

    assert tell_paid(app, provider, begun.memo) == TAKEN[provider]

    assert receipts() == [1, 2]
    assert (5_000, 4_000, False) in arrivals()


def _pay_otherwise(order_id: UUID) -> None:
    settle(order_id, "Lan", UNPLACED, Method.TRANSFER, by=Collector(actor=NOBODY))
    session.commit()


def test_whoever_tells_without_end_is_fenced_off(app: Flask) -> None:
    """VNPAY tells by GET; it is counted as MoMo's POST is."""
    browser = app.test_client()

    answers = {browser.get("/fees/vnpay/ipn").status_code for _ in range(700)}

    assert answers == {200, 429}


def test_what_is_nested_too_deep_is_refused_and_is_no_fault_of_ours(app: Flask) -> None:
    answer = a_browser(app).post(
        "/fees/momo/ipn", data="[" * 16_000, content_type="application/json"
    )

    assert answer.status_code == 400


def test_where_no_merchant_is_set_up_nobody_is_heard(config: Config) -> None:
    app = create_app(replace(config, vnpay=Vnpay(secret=""), momo=Momo(secret_key="")))
    told = momo_says("HSSKAAAAAAAA")
    with app.app_context():
        assert app.test_client().get("/fees/vnpay/ipn").status_code == 404
        assert app.test_client().get("/fees/vnpay/return").status_code == 404
        assert app.test_client().get("/fees/momo/return").status_code == 404
        assert app.test_client().post("/fees/momo/ipn", json=told).status_code == 400
    app.extensions["portal.database"].engine.dispose()


def test_no_secret_and_no_name_is_logged(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    begun = a_family().begin(Provider.VNPAY)
    tell_vnpay(app, vnpay_says(begun.memo) | {"vnp_BankCode": "VCB"})
    tell_paid(app, Provider.VNPAY, begun.memo, 4_000)

    logged = capsys.readouterr()
    assert begun.memo not in logged.out + logged.err
    assert vectors.SECRET not in logged.out + logged.err

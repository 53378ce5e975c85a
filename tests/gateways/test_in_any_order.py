"""Words of a provider that come in any order, or while the database is held, end the same."""

from collections.abc import Callable
from itertools import permutations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import OrderState
from portal.fees.ordering import order
from portal.gateways.models import GatewayOrder, Outcome
from portal.kernel import clock
from portal.kernel.db import database, session
from portal.ledger.models import Book
from portal.receiving.models import Provider
from tests.gateways.begun import (
    BOOKS,
    BOTH,
    METHODS,
    a_family,
    arrivals,
    books_of,
    momo_says,
    receipts,
    stands,
    tell_momo,
    tell_paid,
    tell_vnpay,
    vnpay_says,
)

Word = Callable[[Flask, Provider, str, int], str]
either = pytest.mark.parametrize("provider", BOTH, ids=lambda provider: provider.value)


def _paid(app: Flask, provider: Provider, reference: str, number: int) -> str:
    return tell_paid(app, provider, reference, 1_000, number)


def _failed(app: Flask, provider: Provider, reference: str, _number: int) -> str:
    if provider is Provider.MOMO:
        return tell_momo(app, momo_says(reference, resultCode=1006, amount=1_000))
    changes = {"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02", "vnp_Amount": "100000"}
    return tell_vnpay(app, vnpay_says(reference, **changes))


def _open(app: Flask, provider: Provider, reference: str, _number: int) -> str:
    if provider is Provider.MOMO:
        return tell_momo(app, momo_says(reference, resultCode=1000, amount=1_000))
    changes = {"vnp_TransactionStatus": "01", "vnp_Amount": "100000"}
    return tell_vnpay(app, vnpay_says(reference, **changes))


@either
def test_paid_failed_and_open_in_any_order_are_one_receipt(app: Flask, provider: Provider) -> None:
    family = a_family()
    words: tuple[Word, ...] = (_paid, _failed, _open)
    orders = list(permutations(words))[: len(family.charges)]

    for number, (charge_id, words_in_order) in enumerate(
        zip(family.charges, orders, strict=True), start=1
    ):
        made = order([charge_id], family.household_id, METHODS[provider])
        session.add(
            GatewayOrder(
                order_id=made.id,
                provider=provider,
                reference=made.memo,
                outcome=Outcome.OPEN,
                begun_at=clock.now(),
            )
        )
        session.commit()
        for word in (*words_in_order, *words_in_order):
            word(app, provider, made.memo, number)
        assert stands(made.id) == (OrderState.PAID, Outcome.PAID)
        assert receipts() == list(range(1, number + 1))

    assert arrivals() == [(1_000, 1_000, False)] * 5
    assert books_of(family) == {Book.FEES: -5_000, BOOKS[provider]: 5_000}


@either
def test_what_cannot_be_written_now_is_told_again(app: Flask, provider: Provider) -> None:
    family = a_family()
    begun = family.begin(provider)
    held = sa.update(GatewayOrder).values(answer="held")

    with database().transaction() as another:
        another.execute(held)
        busy = tell_paid(app, provider, begun.memo)

    assert busy == {Provider.VNPAY: "99", Provider.MOMO: "503"}[provider]
    assert arrivals() == []
    assert stands(begun.id) == (OrderState.WAITING, Outcome.OPEN)

    tell_paid(app, provider, begun.memo)
    assert receipts() == [1]

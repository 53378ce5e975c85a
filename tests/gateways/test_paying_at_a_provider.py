"""From our page to the provider and back, with each provider as a process of its own."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from flask import Flask

from portal.config import Config
from portal.fees.order_models import OrderState
from portal.gateways.asking import Asked, ask_old
from portal.gateways.models import Outcome
from portal.kernel import clock
from portal.ledger.models import Book
from portal.receiving.models import Provider
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.gateways.begun import (
    BOOKS,
    BOTH,
    Family,
    a_family,
    arrivals,
    books_of,
    receipts,
    stands,
)
from tests.gateways.outside import Outside, answering, english_browser, goes_and, outside, way_on

CONFIRMED = {Provider.VNPAY: "00", Provider.MOMO: "204"}
OFF = {Provider.VNPAY: "cancelled", Provider.MOMO: "refused"}
either = pytest.mark.parametrize("provider", BOTH, ids=lambda provider: provider.value)


@pytest.fixture(scope="module")
def there() -> Iterator[Outside]:
    with outside() as found:
        yield found


@pytest.fixture
def config(config: Config, there: Outside) -> Config:
    """Return the configuration of an installation whose providers are on this machine."""
    vnpay = replace(
        config.vnpay,
        url=f"{there.vnpay}/paymentv2/vpcpay.html",
        query_url=f"{there.vnpay}/merchant_webapi/api/transaction",
    )
    return replace(config, vnpay=vnpay, momo=replace(config.momo, url=there.momo))


@pytest.fixture
def family(app: Flask) -> Family:
    return a_family()


@pytest.fixture
def lan(app: Flask, family: Family, there: Outside) -> Iterator[InspectingClient]:
    """Return Lan's browser, while the portal answers the providers."""
    client = cast.sign_in(english_browser(app), family.lan)
    with answering(app, there.door):
        yield client


@either
def test_a_payment_comes_back_with_a_receipt(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider
) -> None:
    begun, back = goes_and(lan, there, family, provider, "paid")

    assert there.answers(provider, begun.memo) == [CONFIRMED[provider]]

    assert "The fee is paid" in lan.get(back).text
    assert receipts() == [1]
    assert stands(begun.id) == (OrderState.PAID, Outcome.PAID)
    assert books_of(family) == {Book.FEES: -5_000, BOOKS[provider]: 5_000}


@either
def test_the_way_back_alone_changes_nothing(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider
) -> None:
    begun, back = goes_and(lan, there, family, provider, "paid", lost="yes")

    for _ in range(2):
        page = lan.get(back)
        assert page.status_code == 200
        assert "Waiting for the payment" in page.text
    assert "Hà Thị Lan" not in english_browser(lan.application).get(back).text
    assert lan.get(back.replace("HSSK", "HSSL", 1)).status_code == 404

    assert arrivals() == []
    assert stands(begun.id) == (OrderState.WAITING, Outcome.OPEN)


@either
def test_what_was_called_off_can_be_paid_otherwise(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider
) -> None:
    begun, back = goes_and(lan, there, family, provider, OFF[provider])
    there.answers(provider, begun.memo)

    assert "Nothing was paid" in lan.get(back).text
    assert stands(begun.id) == (OrderState.CANCELLED, Outcome.FAILED)
    answer = lan.get(f"/fees/orders/{begun.id}/provider")
    assert (answer.status_code, answer.location) == (303, f"/fees/orders/{begun.id}")


@either
def test_another_amount_is_told_again_and_noted_once(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider
) -> None:
    amount = "600000" if provider is Provider.VNPAY else "6000"
    begun, back = goes_and(lan, there, family, provider, "paid", amount=amount)

    if provider is Provider.VNPAY:
        assert there.answers(provider, begun.memo, 10) == ["04"] * 10
    else:
        assert there.answers(provider, begun.memo) == ["204"]
    assert arrivals() == [(6_000, 0, True)]
    assert "The money came in" in lan.get(back).text


def test_doubted_money_is_confirmed_and_waits(
    lan: InspectingClient, there: Outside, family: Family
) -> None:
    begun, back = goes_and(lan, there, family, Provider.VNPAY, "suspicious")

    assert there.answers(Provider.VNPAY, begun.memo) == ["00"]
    assert "The money came in" in lan.get(back).text
    assert receipts() == []
    assert books_of(family) == {Book.UNPLACED: -5_000, Book.VNPAY: 5_000}


def test_an_authorised_payment_is_waited_for(
    lan: InspectingClient, there: Outside, family: Family
) -> None:
    begun, back = goes_and(lan, there, family, Provider.MOMO, "authorised")

    assert there.answers(Provider.MOMO, begun.memo) == ["204"]
    assert "Waiting for the payment" in lan.get(back).text
    assert arrivals() == []


def test_vnpay_refuses_an_address_that_was_changed(
    lan: InspectingClient, there: Outside, family: Family
) -> None:
    url = way_on(lan, there, family.begin(Provider.VNPAY))

    answer = httpx.get(url.replace("vnp_Amount=500000", "vnp_Amount=500001"))

    assert (answer.status_code, "code=70" in answer.text) == (400, True)


def test_momo_asked_twice_begins_one_payment(
    lan: InspectingClient, there: Outside, family: Family
) -> None:
    begun = family.begin(Provider.MOMO)

    assert way_on(lan, there, begun) == way_on(lan, there, begun)


def test_where_momo_fails_the_order_waits_and_can_be_tried_again(
    lan: InspectingClient, there: Outside, family: Family, time: Time
) -> None:
    begun = family.begin(Provider.MOMO)
    there.break_momo(broken=True)
    for _ in range(4):
        page = lan.get(f"/fees/orders/{begun.id}/provider", base_url=there.portal)
        assert page.status_code == 503
        assert "MoMo does not answer just now." in page.text
    assert stands(begun.id) == (OrderState.WAITING, Outcome.OPEN)

    there.break_momo(broken=False)
    page = lan.get(f"/fees/orders/{begun.id}/provider", base_url=there.portal)
    assert page.status_code == 503, "it is left alone for a minute"
    time.pass_by(minutes=1, seconds=1)

    assert way_on(lan, there, begun).startswith(there.momo)


def test_a_stranger_finds_no_way_on(
    app: Flask, lan: InspectingClient, there: Outside, family: Family
) -> None:
    begun = family.begin(Provider.VNPAY)
    hung = cast.sign_in(a_browser(app), cast.hung())

    assert hung.get(f"/fees/orders/{begun.id}/provider").status_code == 404
    assert a_browser(app).get(f"/fees/orders/{begun.id}/provider").status_code == 303


@either
def test_a_lost_notification_is_asked_for(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider, time: Time
) -> None:
    begun, _ = goes_and(lan, there, family, provider, "paid", lost="yes")
    time.pass_by(minutes=14)
    assert ask_old(clock.now()) == []
    time.pass_by(minutes=1)

    assert ask_old(clock.now()) == [asked(begun.id, provider, Outcome.PAID)]

    assert receipts() == [1]
    assert stands(begun.id) == (OrderState.PAID, Outcome.PAID)
    assert books_of(family) == {Book.FEES: -5_000, BOOKS[provider]: 5_000}
    assert ask_old(clock.now()) == []


@either
def test_what_nobody_paid_is_closed(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider, time: Time
) -> None:
    begun, _ = goes_and(lan, there, family, provider, OFF[provider], lost="yes")
    time.pass_by(minutes=16)

    assert ask_old(clock.now()) == [asked(begun.id, provider, Outcome.FAILED)]
    assert stands(begun.id) == (OrderState.EXPIRED, Outcome.FAILED)


@either
def test_what_never_reached_the_provider_is_closed(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider, time: Time
) -> None:
    begun = family.begin(provider)
    time.pass_by(minutes=16)

    assert ask_old(clock.now()) == [asked(begun.id, provider, Outcome.FAILED)]
    assert stands(begun.id) == (OrderState.EXPIRED, Outcome.FAILED)


@either
def test_what_stays_undecided_is_given_up_after_a_day(
    lan: InspectingClient, there: Outside, family: Family, provider: Provider, time: Time
) -> None:
    begun = family.begin(provider)
    httpx.get(way_on(lan, there, begun))
    time.pass_by(hours=12)
    assert ask_old(clock.now()) == [asked(begun.id, provider, Outcome.OPEN)]
    assert stands(begun.id) == (OrderState.WAITING, Outcome.OPEN)
    time.pass_by(hours=13)

    assert ask_old(clock.now()) == [asked(begun.id, provider, Outcome.FAILED)]
    assert stands(begun.id) == (OrderState.EXPIRED, Outcome.FAILED)


def test_a_provider_that_is_silent_is_asked_another_time(
    lan: InspectingClient, there: Outside, family: Family, time: Time
) -> None:
    begun, _ = goes_and(lan, there, family, Provider.MOMO, "paid", lost="yes")
    time.pass_by(minutes=16)
    there.break_momo(broken=True)
    assert ask_old(clock.now()) == [asked(begun.id, Provider.MOMO, Outcome.OPEN, answered=False)]
    there.break_momo(broken=False)

    assert ask_old(clock.now()) == [asked(begun.id, Provider.MOMO, Outcome.PAID)]
    assert receipts() == [1]


def asked(order_id: UUID, provider: Provider, outcome: Outcome, *, answered: bool = True) -> Asked:
    return Asked(order_id=order_id, provider=provider, outcome=outcome, answered=answered)

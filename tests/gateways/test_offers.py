"""VNPAY and MoMo are offered where there is a contract, for what they take, to its own commune."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Config, Momo, Vnpay
from portal.fees.methods import offers
from portal.fees.order_models import FeeOrder, Method
from portal.fees.ordering import WAITS
from portal.gateways.models import GatewayOrder, Outcome
from portal.gateways.vnpay import HASH, fits, hash_data, moment
from portal.kernel import clock
from portal.kernel.db import reads
from tests.client import InspectingClient
from tests.fees.household import in_english
from tests.gateways import vectors
from tests.gateways.begun import a_family

COMMUNE = "Xã Đồng Sen"


@pytest.mark.parametrize(
    ("amount", "methods"),
    [
        (999, ["transfer"]),
        (1_000, ["transfer", "momo"]),
        (4_999, ["transfer", "momo"]),
        (5_000, ["transfer", "vnpay", "momo"]),
        (50_000_001, ["transfer", "vnpay"]),
    ],
)
def test_each_provider_is_offered_from_its_least_amount(
    app: Flask, amount: int, methods: list[str]
) -> None:
    assert [offer.method.value for offer in offers(amount, COMMUNE)] == methods


def test_the_least_amount_is_a_setting(config: Config) -> None:
    app = create_app(replace(config, vnpay=replace(config.vnpay, least=10_000)))
    with app.app_context():
        assert Method.VNPAY not in [offer.method for offer in offers(9_999, COMMUNE)]
        assert Method.VNPAY in [offer.method for offer in offers(10_000, COMMUNE)]
    app.extensions["portal.database"].engine.dispose()


def test_without_a_contract_only_a_transfer_is_offered(config: Config) -> None:
    app = create_app(replace(config, vnpay=Vnpay(), momo=Momo()))
    with app.app_context():
        assert [offer.method for offer in offers(5_000, COMMUNE)] == [Method.TRANSFER]
    app.extensions["portal.database"].engine.dispose()


def _order(client: InspectingClient, charges: tuple[UUID, ...], method: str) -> TestResponse:
    fields: dict[str, str | list[str]] = {
        "charges": [str(charge_id) for charge_id in charges],
        "method": method,
    }
    return client.submit("/fees", fields, to="/fees/orders")


def test_a_household_of_five_is_led_to_vnpay(app: Flask, visitor: InspectingClient) -> None:
    family = a_family()
    client = in_english(visitor, family.lan)

    gone = _order(client, family.charges, "vnpay")

    assert gone.status_code == 303
    page = client.get(gone.location)
    assert "5,000" in page.text
    link = page.text.split('href="https://pay.example/pay?')[1].split('"')[0].replace("&amp;", "&")
    given = dict(parse_qsl(urlsplit("?" + link).query))
    assert fits(hash_data(given), given[HASH], vectors.SECRET)
    row = reads().execute(sa.select(GatewayOrder.__table__)).one()
    assert (row.reference, row.outcome) == (given["vnp_TxnRef"], Outcome.OPEN)
    assert given["vnp_Amount"] == "500000"
    assert given["vnp_ReturnUrl"] == "http://localhost/fees/vnpay/return"
    assert given["vnp_CreateDate"] == moment(clock.now())
    assert given["vnp_ExpireDate"] == moment(clock.now() + WAITS[Method.VNPAY])

    ordered = gone.location.removesuffix("/provider")
    again = client.submit(ordered, to=f"{ordered}/go")
    assert (again.status_code, again.location) == (303, gone.location)
    assert len(reads().execute(sa.select(GatewayOrder.order_id)).all()) == 1


def test_four_people_are_too_few_for_vnpay(app: Flask, visitor: InspectingClient) -> None:
    family = a_family()
    client = in_english(visitor, family.lan)

    assert _order(client, family.charges[:4], "vnpay").status_code == 422


def test_money_of_another_commune_goes_through_no_other_account(
    app: Flask, visitor: InspectingClient
) -> None:
    family = a_family(commune="Xã Khác")
    client = in_english(visitor, family.lan)

    assert 'value="momo"' not in client.get("/fees").text
    refused = _order(client, family.charges, "momo")

    assert refused.status_code == 422
    assert "This cannot be paid that way. Choose a transfer" in refused.text
    assert reads().execute(sa.select(FeeOrder.id)).all() == []


def test_an_order_by_transfer_leads_to_no_provider(app: Flask, visitor: InspectingClient) -> None:
    family = a_family()
    ordered = _order(in_english(visitor, family.lan), family.charges, "transfer").location

    assert visitor.get(f"{ordered}/provider").status_code == 404

"""A household of five that pays at VNPAY or MoMo, and what each would say of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import FeeOrder, Method, OrderState, Receipt
from portal.fees.ordering import Order, order
from portal.gateways import momo, momo_answers, vnpay
from portal.gateways.models import GatewayOrder, Outcome
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.partial_date import PartialDate
from portal.ledger import balances
from portal.ledger.models import Book
from portal.receiving.models import Arrival, Provider
from tests import cast
from tests.cast import Member
from tests.client import a_browser
from tests.fees.money import a_unit, charges_for
from tests.gateways import vectors

METHODS = {Provider.VNPAY: Method.VNPAY, Provider.MOMO: Method.MOMO}
BOOKS = {Provider.VNPAY: Book.VNPAY, Provider.MOMO: Book.MOMO}
BOTH = (Provider.VNPAY, Provider.MOMO)
Fields = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Family:
    """Lan, who pays, and the four she lives with: 5,000 đ in all."""

    lan: Member
    unit_id: UUID
    household_id: UUID
    charges: tuple[UUID, ...]

    def order(self, method: Method) -> Order:
        """Order what is asked of all."""
        return order(self.charges, self.household_id, method, by_person=self.lan.person_id)

    def begin(self, provider: Provider) -> Order:
        """Order, and let Lan go to a provider with it; committed."""
        made = self.order(METHODS[provider])
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
        return made


def a_family(commune: str = "Xã Đồng Sen", prefix: str = "DS") -> Family:
    """Return a household of five that is asked for 5,000 đ; committed."""
    lan = cast.lan()
    others = [
        cast.a_person(f"Người Thứ {n}", born=PartialDate.of_year(1980), with_account=False)
        for n in range(4)
    ]
    unit_id = a_unit(commune, prefix)
    household_id = cast.a_household(lan, *others, commune=commune)
    charges = tuple(charges_for(household_id, unit_id).values())
    session.commit()
    return Family(lan=lan, unit_id=unit_id, household_id=household_id, charges=charges)


def vnpay_says(reference: str, **changes: str) -> dict[str, str]:
    """Return what VNPAY says of a payment of 5,000 đ that was made, signed."""
    told = vectors.VNPAY_NOTIFICATION | {"vnp_TxnRef": reference} | changes
    return told | {vnpay.HASH: vnpay.signature(vnpay.hash_data(told), vectors.SECRET)}


def momo_says(reference: str, **changes: object) -> Fields:
    """Return what MoMo says of a payment of 5,000 đ that was made, signed."""
    told: Fields = vectors.MOMO_NOTIFICATION | {"orderId": reference} | changes
    text = momo.raw_text(told | {"accessKey": "DEMOACCESS"}, momo_answers.NOTIFIED)
    return told | {"signature": momo.signature(text, vectors.SECRET)}


def tell_vnpay(app: Flask, told: Fields) -> str:
    """Send a notification as VNPAY does; return the code of the answer."""
    answer = a_browser(app).get("/fees/vnpay/ipn", query_string=told)
    assert answer.status_code == 200
    assert answer.json is not None
    return str(answer.json["RspCode"])


def tell_momo(app: Flask, told: Fields) -> str:
    """Send a notification as MoMo does; return the status of the answer."""
    return str(a_browser(app).post("/fees/momo/ipn", json=told).status_code)


def tell_paid(
    app: Flask, provider: Provider, reference: str, amount: int = 5_000, number: int = 14_000_001
) -> str:
    """Let a provider tell that so much was paid."""
    if provider is Provider.MOMO:
        return tell_momo(app, momo_says(reference, amount=amount, transId=number))
    changes = {"vnp_Amount": str(amount * 100), "vnp_TransactionNo": str(number)}
    return tell_vnpay(app, vnpay_says(reference, **changes))


def tell_failed(app: Flask, provider: Provider, reference: str) -> str:
    """Let a provider tell that the payer called it off."""
    if provider is Provider.MOMO:
        return tell_momo(app, momo_says(reference, resultCode=1006))
    changes = {"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02", "vnp_TransactionNo": "0"}
    return tell_vnpay(app, vnpay_says(reference, **changes))


def receipts() -> list[int]:
    """Return the numbers of all receipts."""
    return list(reads().scalars(sa.select(Receipt.number).order_by(Receipt.number)))


def arrivals() -> list[tuple[int, int, bool]]:
    """Return of every arrival its amount, how much is placed, and whether it is odd."""
    rows = reads().execute(
        sa.select(Arrival.amount, Arrival.placed, Arrival.odd).order_by(Arrival.noted_at)
    )
    return [(row.amount, row.placed, row.odd) for row in rows]


def stands(order_id: UUID) -> tuple[OrderState, Outcome]:
    """Return where an order and its payment at the provider stand."""
    row = (
        reads()
        .execute(
            sa.select(FeeOrder.state, GatewayOrder.outcome)
            .join(GatewayOrder, GatewayOrder.order_id == FeeOrder.id)
            .where(FeeOrder.id == order_id)
        )
        .one()
    )
    return row.state, row.outcome


def books_of(family: Family) -> dict[Book, int]:
    """Return the books that are not at 0, and make sure that all of them together are."""
    found = balances.books_of(reads(), family.unit_id).of
    assert sum(found.values()) == 0
    return {book: balance for book, balance in found.items() if balance}

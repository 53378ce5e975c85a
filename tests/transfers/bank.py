"""A bank for tests: money that comes in, and the notifications of it, posted by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.config import Config, Transfers
from portal.fees.order_models import FeeOrder, Method, Receipt
from portal.fees.ordering import Order, order
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.models import Arrival
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.fakes.bank_notices import Notice, Transfer, notice_of, signed
from tests.fees import money
from tests.fees.money import ACCOUNT, a_unit, charges_for

SECRETS = {
    "sepay": "a secret for tests, SePay",
    "casso": "a secret for tests, Casso",
    "payos": "a secret for tests, payOS",
}
PROVIDERS = ("sepay", "casso", "payos")


def with_contracts(config: Config) -> Config:
    """Return a configuration with the secrets of all three."""
    return replace(
        config,
        transfers=Transfers(
            sepay_secret=SECRETS["sepay"],
            casso_key=SECRETS["casso"],
            payos_key=SECRETS["payos"],
        ),
    )


@dataclass
class Bank:
    """Books transfers and tells the portal of them."""

    client: InspectingClient
    numbers: Iterator[int] = field(default_factory=lambda: count(9_000_001))

    def transfer(
        self,
        content: str,
        amount: int,
        *,
        provider: str = "sepay",
        account: str = ACCOUNT,
        reference: str = "",
        outgoing: bool = False,
        currency: str = "VND",
    ) -> Transfer:
        number = next(self.numbers)
        return Transfer(
            provider=provider,
            number=number,
            account=account,
            amount=amount,
            content=content,
            reference=reference or f"FT{number}",
            booked_at=clock.now().timestamp(),
            outgoing=outgoing,
            currency=currency,
        )

    def notice(self, transfer: Transfer, *, age: float = 0, secret: str = "") -> Notice:
        """Sign the notification of a transfer, so many seconds ago."""
        at = clock.now().timestamp() - age
        return notice_of(transfer, secret or SECRETS[transfer.provider], at)

    def post(
        self, notice: Notice, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        return self.client.post(
            notice.path,
            data=notice.body if body is None else body,
            headers=dict(notice.headers if headers is None else headers),
            content_type="application/json",
        )

    def says(self, provider: str, said: dict[str, Any]) -> TestResponse:
        """Post something signed rightly, whatever it says."""
        at = clock.now().timestamp()
        return self.post(signed(provider, said, SECRETS[provider], at))

    def tells(self, content: str, amount: int, **more: object) -> Transfer:
        """Book a transfer and have the portal take the notification of it."""
        transfer = self.transfer(content, amount, **more)  # type: ignore[arg-type]
        answer = self.post(self.notice(transfer))
        assert (answer.status_code, answer.json) == (200, {"success": True})
        return transfer


def a_bank(app: Flask) -> Bank:
    """Return a bank that speaks for all three messengers."""
    app.extensions["portal.config"] = with_contracts(app.extensions["portal.config"])
    return Bank(a_browser(app))


@dataclass(frozen=True)
class Home:
    """A household that owes 2,000 đ for two people, and its order to pay by transfer."""

    unit: UUID
    household: UUID
    charges: Mapping[UUID, UUID]
    ordered: Order

    @property
    def memo(self) -> str:
        return self.ordered.memo


def a_home() -> Home:
    """Let Lan and Mến owe, and Lan order the payment; the database has it."""
    lan, unit = cast.lan(), a_unit()
    household = cast.a_household(lan, cast.men())
    charges = charges_for(household, unit)
    ordered = order(charges.values(), household, Method.TRANSFER, by_person=lan.person_id)
    session.commit()
    return Home(unit, household, charges, ordered)


def another_order(home: Home) -> Order:
    """Order the same charges once more, as another of the family does."""
    made = order(home.charges.values(), home.household, Method.TRANSFER)
    session.commit()
    return made


def books(unit_id: UUID) -> dict[Book, int]:
    """Return the books that are not at 0, and leave the database to the portal again."""
    session.rollback()
    found = money.books(unit_id)
    session.rollback()
    return found


def state_of(ordered: Order) -> str:
    session.rollback()
    found = session.scalars(sa.select(FeeOrder.state).where(FeeOrder.id == ordered.id)).one()
    session.rollback()
    return found.value


def receipts() -> list[tuple[int, int, int]]:
    """Return year, number and amount of every receipt."""
    session.rollback()
    rows = session.execute(
        sa.select(Receipt.year, Receipt.number, Receipt.amount).order_by(
            Receipt.year, Receipt.number
        )
    ).all()
    session.rollback()
    return [(row.year, row.number, row.amount) for row in rows]


def arrivals() -> list[tuple[int, int]]:
    """Return of every arrival how much came and how much of it is placed."""
    session.rollback()
    rows = session.execute(
        sa.select(Arrival.amount, Arrival.placed).order_by(Arrival.noted_at, Arrival.amount)
    ).all()
    session.rollback()
    return [(row.amount, row.placed) for row in rows]

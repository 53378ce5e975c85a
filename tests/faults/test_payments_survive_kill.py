"""kill -9 in the middle of 200 payments, each told twenty times: nothing is lost or doubled."""

import time as stopwatch
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from portal.accounts.signed_in import token_hash
from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import Order, order
from portal.gateways.models import GatewayOrder, Outcome
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.ledger.models import Book
from portal.receiving.models import Arrival, Placement, Provider
from portal.receiving.placing import OPEN
from portal.staff.models import StaffSession
from tests import cast
from tests.cast import StaffCast
from tests.conftest import Time
from tests.fakes.bank_notices import Transfer
from tests.faults.mortal_server import MortalServer
from tests.faults.payers import (
    AT_MOMO,
    AT_VNPAY,
    SECRET,
    BankNotice,
    CashVisit,
    Delivery,
    MomoNotice,
    Postmen,
    VnpayNotice,
)
from tests.fees.crowd import Family, a_family, numbers, payments_in_force
from tests.fees.money import ACCOUNT, a_unit, books, cash_boxes

BY_TRANSFER, IN_HALVES, AT_EACH_GATEWAY, PAID_TWICE, IN_CASH = 90, 10, 25, 10, 40
MESSENGERS = ("sepay", "casso", "payos")
GATEWAYS: dict[Provider, tuple[Method, Book, Callable[[int, str, int], Delivery]]] = {
    Provider.VNPAY: (Method.VNPAY, Book.VNPAY, VnpayNotice),
    Provider.MOMO: (Method.MOMO, Book.MOMO, MomoNotice),
}
TIMES = 20
DIES_AFTER = (20, 80, 150)  # so many payments acknowledged
SETTINGS = {
    "PORTAL_SEPAY_SECRET": SECRET,
    "PORTAL_CASSO_KEY": SECRET,
    "PORTAL_PAYOS_KEY": SECRET,
    "PORTAL_VNPAY_TMN_CODE": AT_VNPAY.tmn_code,
    "PORTAL_VNPAY_SECRET": SECRET,
    "PORTAL_VNPAY_URL": "https://pay.invalid",
    "PORTAL_VNPAY_QUERY_URL": "https://pay.invalid",
    "PORTAL_MOMO_PARTNER_CODE": AT_MOMO.partner_code,
    "PORTAL_MOMO_ACCESS_KEY": AT_MOMO.access_key,
    "PORTAL_MOMO_SECRET_KEY": AT_MOMO.secret_key,
    "PORTAL_MOMO_URL": "https://pay.invalid",
}


class Village:
    """Families, their orders, and everything somebody will send for them."""

    def __init__(self, unit: UUID) -> None:
        self.unit = unit
        self.families: list[Family] = []
        self.notices: list[Delivery] = []
        self.visits: list[Delivery] = []
        self.arrived: Counter[Book] = Counter()
        self.charged = 0

    def family(self, members: int) -> Family:
        made = a_family(self.unit, members)
        self.families.append(made)
        self.charged += members
        return made

    def transfers(self, family: Family, *amounts: int) -> None:
        """Let one order be paid in so many transfers; the messengers take turns."""
        memo = ordered(family, Method.TRANSFER).memo
        for amount in amounts:
            number = 9_000_001 + len(self.notices)
            self.arrived[Book.BANK] += amount
            self.notices.append(
                BankNotice(
                    Transfer(
                        provider=MESSENGERS[len(self.notices) % len(MESSENGERS)],
                        number=number,
                        account=ACCOUNT,
                        amount=amount,
                        content=f"MBVCB.{number}.{memo} nop phi",
                        reference=f"FT{number}",
                        booked_at=clock.now().timestamp(),
                    )
                )
            )

    def gateway(self, provider: Provider, family: Family) -> None:
        method, book, notice = GATEWAYS[provider]
        made = ordered(family, method)
        session.add(
            GatewayOrder(
                order_id=made.id,
                provider=provider,
                reference=made.memo,
                outcome=Outcome.OPEN,
                begun_at=clock.now(),
            )
        )
        self.arrived[book] += made.amount
        self.notices.append(notice(14_000_001 + len(self.notices), made.memo, made.amount))


def ordered(family: Family, method: Method) -> Order:
    return order(family.charges, family.household_id, method)


def a_village() -> Village:
    village = Village(a_unit())
    for _ in range(BY_TRANSFER):
        village.transfers(village.family(2), 2_000)
    for _ in range(IN_HALVES):
        village.transfers(village.family(2), 1_500, 500)
    for provider in GATEWAYS:
        for _ in range(AT_EACH_GATEWAY):
            village.gateway(provider, village.family(5))
        for _ in range(PAID_TWICE // len(GATEWAYS)):
            family = village.family(5)
            village.gateway(provider, family)
            village.transfers(family, 5_000)
    tokens = [_token(member) for member in (cast.hanh(), cast.thom())]
    for _ in range(IN_CASH):
        family = village.family(2)
        village.visits += [
            CashVisit(family.household_id, family.charges, token) for token in tokens
        ]
    session.commit()
    return village


def _token(member: StaffCast) -> str:
    now, token = clock.now(), f"s.{member.staff_name}-{uuid4().hex}"
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=member.staff_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now.replace(year=now.year + 1),
            device="Chrome, Windows",
        )
    )
    return token


@contextmanager
def running(server: MortalServer) -> Iterator[MortalServer]:
    server.start()
    try:
        yield server
    finally:
        server.kill()


def test_nothing_is_lost_or_doubled_when_the_server_is_killed_while_people_pay(
    app: Flask, database_url: str, time: Time, tmp_path: Path
) -> None:
    time.now = datetime.fromtimestamp(stopwatch.clock_gettime(stopwatch.CLOCK_REALTIME), UTC)
    village = a_village()
    bag = village.notices * TIMES + village.visits
    Random(5).shuffle(bag)

    with running(MortalServer(tmp_path / "served", database_url, **SETTINGS)) as server:
        postmen = Postmen(server, bag)
        postmen.start()
        for payments in DIES_AFTER:
            while len(postmen.acknowledged) < payments and postmen.is_busy:
                stopwatch.sleep(0.005)
            server.kill()
            known = set(postmen.acknowledged)
            assert known <= in_the_books(), "an acknowledged payment is gone"
            server.start()
        postmen.join()

    assert server.deaths == len(DIES_AFTER) + 1
    assert not postmen.bag, "somebody was never answered"
    assert postmen.broken > 0, "nobody was interrupted"
    all_is_there_once(village)


def in_the_books() -> set[str]:
    """Return the keys of everything that is written, as another process sees it."""
    arrivals = reads().execute(sa.select(Arrival.provider, Arrival.provider_ref))
    cash = reads().scalars(sa.select(Receipt.household_id).where(Receipt.method == Method.CASH))
    return {f"{row.provider}:{row.provider_ref}" for row in arrivals} | {
        f"cash:{household_id}" for household_id in cash
    }


def all_is_there_once(village: Village) -> None:
    """Compare what is written with what was sent."""
    payers = len(village.families)
    assert in_the_books() == {one.key for one in village.notices + village.visits}
    assert len(payments_in_force()) == village.charged
    assert set(payments_in_force().values()) == {1}
    assert numbers(village.unit) == list(range(1, payers + 1))

    arrived, placed, still_open = (
        reads()
        .execute(
            sa.select(sa.func.sum(Arrival.amount), sa.func.sum(Arrival.placed), sa.func.sum(OPEN))
        )
        .one()
    )
    assert arrived == village.arrived.total() == placed + still_open
    assert placed == reads().scalar(sa.select(sa.func.sum(Placement.amount)))
    assert still_open == PAID_TWICE * 5_000, "what was paid twice waits for people"

    found = books(village.unit)
    assert found[Book.FEES] == -1_000 * village.charged
    assert found[Book.UNPLACED] == -still_open
    assert {book: found[book] for book in village.arrived} == village.arrived
    assert found[Book.CASH] == IN_CASH * 2_000
    assert sum(cash_boxes(village.unit).values()) == found[Book.CASH]

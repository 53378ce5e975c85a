"""Opening a year, settling orders, and guessing whose money an arrival is.

    python -m bench.fees                   4,000 people on SQLite and on PostgreSQL

What writes runs beside plain inserts of the same rows, in the same run. The bare side writes
what the portal writes, prepared before the clock starts: no locks, no look at what is open, no
number from a counter, no chained log. Guessing runs in a commune of 4,000 households; its plain
side is the same in one of 40. Ratios are what counts.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from bench.pages import a_database, portal_environment
from bench.plain_line import PLAIN
from portal.app import create_app
from portal.audit.events import Event
from portal.audit.trail import NOBODY
from portal.config import from_environment
from portal.fees.models import Charge, FeeTerms, FeeUnit
from portal.fees.opening import open_year
from portal.fees.order_models import FeeOrder, Method, OrderState
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.fees.units import Unit, unit_of
from portal.kernel import clock, crypto, migrations
from portal.kernel.db import Base, database, make_engine, session
from portal.kernel.partial_date import Precision
from portal.ledger.models import Book, Cause
from portal.ledger.moves import UNPLACED
from portal.people.kinds import Relation, Sex
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.transfers import candidates
from portal.transfers.guesses import guesses

COMMUNE, YEAR, FEE = "Xã Đồng Sen", 2027, 1_000
FEW_HOUSEHOLDS, GUESSED_AT_ONCE = 40, 20
LIVING_TOGETHER, AT_ONCE = 4, 500
Row = dict[str, Any]
CHARGES, RECEIPTS, PAYMENTS, MOVES = (
    Base.metadata.tables[name]
    for name in ("fee_charge", "fee_receipt", "fee_charge_payment", "ledger_move")
)


def main() -> None:
    """Measure the three on both databases."""
    parser = argparse.ArgumentParser(description="The fee beside plain inserts, many beside few.")
    parser.add_argument("--people", type=int, default=4_000)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--households", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(f"{'':11} {'':16} {'plain/s':>9} {'portal/s':>9} {'ratio':>6}")
    for postgres in (False, True):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-fees-")))
            url = stack.enter_context(a_database(folder, postgres=postgres))
            crypto.KeyRing.create(folder / "keyring.json")
            app = create_app(from_environment(portal_environment(folder, url)))
            with app.app_context():
                _prepare(url, asked.people)
                _opening(asked.rounds)
                _settling(asked.rounds, min(asked.orders, _most(asked.people, asked.rounds)))
                _guessing(asked.rounds, asked.households)
                session.close()
                database().engine.dispose()


def _prepare(url: str, people: int) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
        PLAIN.create(connection)
    engine.dispose()
    _add_commune(COMMUNE, "DS", people)


def _add_commune(commune: str, prefix: str, people: int) -> None:
    unit = FeeUnit(commune=commune, name=f"UBND {commune}", prefix=prefix)
    village = Village(name="Suối Bạc", name_folded="suoi bac", commune=commune)
    session.add_all([unit, village])
    session.flush()
    session.add(
        FeeTerms(
            unit_id=unit.id,
            year=YEAR,
            amount=FEE,
            decision="12/QĐ-UBND",
            due_on=date(YEAR, 12, 31),
            entered_by=None,
            entered_at=clock.now(),
        )
    )
    for first in range(0, people, LIVING_TOGETHER):
        _add_household(commune, village.id, first)
        if first % AT_ONCE == 0:
            session.flush()
            session.expunge_all()
    session.commit()


def _add_household(commune: str, village_id: UUID, first: int) -> None:
    household = Household(code=f"H{first:06}", commune=commune, village_id=village_id)
    members = [
        Person(
            id=uuid4(),
            full_name=f"Người Thứ {number}",
            name_folded=f"nguoi thu {number}",
            sex=Sex.FEMALE,
            birth_date=date(1980, 1, 1),
            birth_precision=Precision.YEAR,
            created_at=clock.now(),
        )
        for number in range(first, first + LIVING_TOGETHER)
    ]
    session.add_all([household, *members])
    session.flush()
    session.add_all(
        Membership(
            household_id=household.id,
            person_id=member.id,
            position=position,
            relation=Relation.OTHER,
            joined_on=date(2020, 1, 1),
        )
        for position, member in enumerate(members)
    )


def _print(what: str, plain: Sequence[float], ours: Sequence[float]) -> None:
    """Print medians; the first round warmed up."""
    bare, portal = statistics.median(plain[1:]), statistics.median(ours[1:])
    name = database().engine.dialect.name
    print(f"{name:11} {what:16} {bare:9.0f} {portal:9.0f} {portal / bare:6.2f}", flush=True)


def _rate(work: Callable[[], int]) -> float:
    started = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - started)


def _opening(rounds: int) -> None:
    """Charge everybody, both ways in turns; the last charges stay."""
    plain, ours = [], []
    for _ in range(rounds + 1):
        _forget_charges()
        ours.append(_rate(_open))
        rows = [dict(row) for row in session.execute(sa.select(*CHARGES.c)).mappings()]
        session.rollback()
        _forget_charges()
        plain.append(_rate(partial(_insert, rows)))
    _print("charges opened", plain, ours)


def _forget_charges() -> None:
    with database().transaction() as connection:
        connection.execute(sa.delete(Charge))


def _open() -> int:
    return open_year(_unit(COMMUNE), YEAR, by=NOBODY).new


def _unit(commune: str) -> Unit:
    unit = unit_of(session.connection(), commune)
    assert unit is not None
    return unit


def _insert(rows: list[Row]) -> int:
    with database().transaction() as connection:
        connection.execute(sa.insert(CHARGES), rows)
    return len(rows)


@dataclass(frozen=True)
class Basket:
    """An order and what it holds."""

    order_id: UUID
    unit_id: UUID
    household_id: UUID
    charges: tuple[UUID, ...]
    people: tuple[UUID, ...]


def _most(people: int, rounds: int) -> int:
    """Return how many households there are for each side and round."""
    return people // LIVING_TOGETHER // (2 * (rounds + 1))


def _settling(rounds: int, orders: int) -> None:
    """Settle orders of four, both ways in turns, each in its own transaction."""
    plain, ours, numbers = [], [], count(1_000_000)
    baskets = _baskets()
    for _ in range(rounds + 1):
        mine = [next(baskets) for _ in range(orders)]
        theirs = [next(baskets) for _ in range(orders)]
        session.commit()
        ours.append(_rate(partial(_settle, mine)))
        written = [_rows(basket, next(numbers)) for basket in theirs]
        plain.append(_rate(partial(_write, written)))
    _print("orders settled", plain, ours)


def _baskets() -> Iterator[Basket]:
    """Order for one household after the other; the caller commits."""
    found = session.execute(
        sa.select(Charge.household_id, Charge.id, Charge.person_id, Charge.unit_id).order_by(
            Charge.household_id
        )
    ).all()
    for first in range(0, len(found), LIVING_TOGETHER):
        part = found[first : first + LIVING_TOGETHER]
        charges, household_id = tuple(row.id for row in part), part[0].household_id
        made = order(charges, household_id, Method.TRANSFER)
        people = tuple(row.person_id for row in part)
        yield Basket(made.id, made.unit_id, household_id, charges, people)


def _settle(baskets: Sequence[Basket]) -> int:
    by = Collector(actor=NOBODY)
    for basket in baskets:
        paid = settle(basket.order_id, "Người Nộp", UNPLACED, Method.TRANSFER, by=by)
        assert paid is not None
        session.commit()
    return len(baskets)


def _rows(basket: Basket, number: int) -> list[tuple[Any, Any]]:
    """Prepare what a settlement writes, in the order it writes it."""
    now, receipt_id = clock.now(), uuid4()
    amount = FEE * len(basket.charges)
    return [
        (
            sa.update(FeeOrder).where(FeeOrder.id == basket.order_id),
            {"state": OrderState.PAID, "closed_at": now},
        ),
        (
            sa.insert(RECEIPTS),
            {
                "id": receipt_id,
                "unit_id": basket.unit_id,
                "year": YEAR,
                "number": number,
                "order_id": basket.order_id,
                "household_id": basket.household_id,
                "payer": "Người Nộp",
                "amount": amount,
                "method": Method.TRANSFER,
                "issued_at": now,
                "unit_name": f"UBND {COMMUNE}",
                "unit_address": "",
                "unit_tax_code": "",
            },
        ),
        (
            sa.insert(PAYMENTS),
            [
                {
                    "charge_id": one,
                    "receipt_id": receipt_id,
                    "full_name": "Người Thứ Nhất",
                    "amount": FEE,
                    "paid_at": now,
                }
                for one in basket.charges
            ],
        ),
        (
            sa.insert(MOVES),
            {
                "at": now,
                "unit_id": basket.unit_id,
                "from_book": Book.FEES,
                "to_book": Book.UNPLACED,
                "amount": amount,
                "cause": Cause.PAYMENT,
                "cause_id": receipt_id,
            },
        ),
        (
            sa.insert(PLAIN),
            [
                {
                    "at": now,
                    "event": Event.FEE_PAID,
                    "permitted": True,
                    "person_id": person_id,
                    "object_ref": f"receipt:{receipt_id}",
                }
                for person_id in basket.people
            ],
        ),
    ]


def _write(settlements: Sequence[list[tuple[Any, Any]]]) -> int:
    for statements in settlements:
        with database().transaction() as connection:
            for statement, values in statements:
                connection.execute(statement, values)
    return len(settlements)


def _guessing(rounds: int, households: int) -> None:
    """Guess for one arrival in a commune of few and in one of many households, in turns."""
    few, many = _opened("Xã Nà Hoa", "NH", FEW_HOUSEHOLDS), _opened("Xã Bản Lớn", "BL", households)
    with database().engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))
    of_few, of_many = [], []
    for _ in range(rounds + 1):
        of_few.append(_rate(partial(_guess, few)))
        of_many.append(_rate(partial(_guess, many)))
    _print("arrivals guessed", of_few, of_many)


def _opened(commune: str, prefix: str, households: int) -> UUID:
    _add_commune(commune, prefix, households * LIVING_TOGETHER)
    unit = _unit(commune)
    open_year(unit, YEAR, by=NOBODY)
    return unit.id


def _guess(unit_id: UUID) -> int:
    text = "MBVCB.3278907687.HSSK7F3K2Q9A Nguoi Thu 80 nop phi H000040 nam 2027.CT tu 0011"
    for _ in range(GUESSED_AT_ONCE):
        found = guesses(
            text,
            LIVING_TOGETHER * FEE,
            candidates.orders(unit_id, [text], ()),
            candidates.owing(unit_id, [text]),
        )
        assert found[0].code == "H000040"
    return GUESSED_AT_ONCE


if __name__ == "__main__":
    main()

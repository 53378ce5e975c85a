"""Two years of the fee in the demonstration commune: in balance, and the same on any day."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.models import Charge, ExemptionKind, FeeUnit
from portal.fees.order_models import Method, Receipt
from portal.interop.demo import fees, services
from portal.interop.demo.calendar import calendar_of
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.people.places import Household
from portal.receiving.models import Arrival
from tests.conftest import MORNING, Time
from tests.fees.money import books


def receipts_of(code: str) -> list[tuple[int, int, Method]]:
    rows = session.execute(
        sa.select(Receipt.year, Receipt.number, Receipt.method)
        .join(Household, Household.id == Receipt.household_id)
        .where(Household.code == code)
    ).all()
    return [(row.year, row.number, row.method) for row in rows]


@pytest.mark.parametrize(
    "now", [MORNING, datetime(2027, 1, 2, 2, 0, tzinfo=UTC)], ids=["November", "2 January"]
)
def test_the_commune_has_paid_for_two_years(
    app: Flask, time: Time, tmp_path: Path, now: datetime
) -> None:
    time.now = now

    services.load(tmp_path)

    unit = session.scalars(sa.select(FeeUnit.id)).one()
    held = books(unit)
    assert held[Book.FEES] < 0
    assert min(held[Book.CASH], held[Book.BANK], -held[Book.UNPLACED]) > 0
    [(_year, _number, method)] = receipts_of("DS-0001")
    assert method is Method.CASH, "Lan's household paid last year in cash, and not yet this year"
    numbers = session.execute(sa.select(Receipt.year, Receipt.number)).all()
    for year in {row.year for row in numbers}:
        of_year = sorted(row.number for row in numbers if row.year == year)
        assert of_year == list(range(1, len(of_year) + 1))
    waiting = session.execute(
        sa.select(Arrival.order_id).where(Arrival.placed + Arrival.returned < Arrival.amount)
    ).all()
    assert sorted(row.order_id is None for row in waiting) == [False, True]
    exempt = sa.select(sa.func.count()).where(Charge.exemption == ExemptionKind.POOR_HOUSEHOLD)
    assert session.scalar(exempt) == 1
    assert session.scalars(sa.select(sa.func.max(Receipt.issued_at))).one() <= now
    session.rollback()

    assert fees.tell(calendar_of(tmp_path)) is False, "told once"

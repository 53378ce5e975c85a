"""Many who pay at one moment, each as a request of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from time import sleep
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import NOBODY
from portal.fees.order_models import ChargePayment, Receipt
from portal.fees.paying import Collector
from portal.kernel.db import database, reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.cast import StaffCast
from tests.fees.money import charges_for

THREADS = 16
BY_NOBODY = Collector(actor=NOBODY)
BORN = PartialDate.of_year(1980)
Act = Callable[[], object]


@dataclass(frozen=True)
class Family:
    """A household and the charges of its members."""

    household_id: UUID
    charges: tuple[UUID, ...]


def a_family(unit_id: UUID, members: int = 2, commune: str = "Xã Đồng Sen") -> Family:
    """Add people who live together and charge each 1,000 đ; the caller commits."""
    people = [
        cast.a_person(f"Người Thứ {number}", born=BORN, with_account=False)
        for number in range(members)
    ]
    household_id = cast.a_household(*people, commune=commune)
    return Family(household_id, tuple(charges_for(household_id, unit_id).values()))


def collector(member: StaffCast) -> Collector:
    """Return who took cash, as a receipt names them."""
    return Collector(actor=NOBODY, staff_id=member.staff_id, name=member.full_name)


def together(app: Flask, *acts: Act) -> list[object]:
    """Let all begin at one moment, each committing; a refusal is returned and rolled back."""
    start = Barrier(len(acts))

    def run(act: Act) -> object:
        with app.app_context():
            start.wait()
            try:
                done = act()
                session.commit()
            except RuleBroken as refused:
                session.rollback()
                return refused
            return done

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def until_another_waits() -> None:
    """Return once somebody waits for a lock; SQLite lets one at a time write, who waits unseen."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(0 if database().is_sqlite else 500):
        if reads().scalar(waiting):
            return
        sleep(0.01)


def numbers(unit_id: UUID) -> Sequence[int]:
    """Return the numbers of a unit's receipts as other requests see them, in order."""
    return (
        reads()
        .scalars(
            sa.select(Receipt.number).where(Receipt.unit_id == unit_id).order_by(Receipt.number)
        )
        .all()
    )


def payments_in_force() -> dict[UUID, int]:
    """Return how often each charge is paid, as other requests see it."""
    found = reads().execute(
        sa.select(ChargePayment.charge_id, sa.func.count().label("times"))
        .where(ChargePayment.reversed_at.is_(None))
        .group_by(ChargePayment.charge_id)
    )
    return {row.charge_id: row.times for row in found}

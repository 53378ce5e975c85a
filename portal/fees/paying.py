"""Money for an order is here: its charges are paid, and a receipt with the next number tells so.

Everything stands or falls in the one transaction: payments, receipt, number and moves. A
charge that was paid, cancelled or priced anew in the meantime is left out, and what was meant
for it stays where it was.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import (
    ChargePayment,
    FeeOrder,
    Method,
    OrderLine,
    OrderState,
    Receipt,
    ReceiptCounter,
)
from portal.fees.order_states import may_become
from portal.fees.ordering import IS_OPEN, close
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.keys_of_rows import new_key
from portal.ledger import moves
from portal.ledger.models import Cause
from portal.ledger.moves import FEES, Place, move
from portal.people.models import Person

# An order that may be paid: its unit and household, and how the unit is called today.
Payable = sa.Row[UUID, UUID, str, str, str]


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What became of an order that was paid for."""

    receipt_id: UUID
    amount: int


@dataclass(frozen=True, kw_only=True)
class Collector:
    """Who took the money, as the receipt and the log name them; empty for a transfer."""

    actor: Actor
    staff_id: UUID | None = None
    name: str | None = None


def settle(
    order_id: UUID, payer: str, into: Place, method: Method, *, by: Collector
) -> Paid | None:
    """Pay what is open of an order; None where it was settled before or nothing is open.

    `into` is where the money lies: a collector's cash, or what came in and is not placed. Two
    that settle one order, or two orders with one charge, wait for each other here. An order of
    which nothing is open stays as it is: should the other receipt be annulled, it can be paid.
    """
    hold_charges_of(order_id)
    found = _payable(order_id)
    lines = _open_lines(order_id) if found else ()
    if found is None or not lines:
        return None
    close(order_id, OrderState.PAID)
    amount, now = sum(line.amount for line in lines), clock.now()
    receipt_id = _write_receipt(order_id, found, payer, amount, method, by, now)
    session.execute(
        sa.insert(ChargePayment),
        [
            {
                "charge_id": line.charge_id,
                "receipt_id": receipt_id,
                "full_name": line.full_name,
                "amount": line.amount,
                "paid_at": now,
            }
            for line in lines
        ],
    )
    move(amount, FEES, into, unit_id=found.unit_id, cause=Cause.PAYMENT, cause_id=receipt_id)
    trail.record(
        *(
            Line(
                event=Event.FEE_PAID,
                about=line.person_id,
                by=by.actor,
                object_ref=f"receipt:{receipt_id}",
            )
            for line in lines
        )
    )
    return Paid(receipt_id=receipt_id, amount=amount)


def hold(charge_ids: Collection[UUID]) -> None:
    """Lock charges until the transaction ends.

    Who settles several orders in one transaction holds the charges of all before the first:
    after that nobody else who waits for a number may have one of them.
    """
    session.execute(
        sa.select(Charge.id)
        .where(Charge.id.in_(charge_ids))
        .order_by(Charge.id)
        .with_for_update(key_share=True)
    )


def hold_charges_of(order_id: UUID) -> None:
    """Lock the charges of an order, before the order itself.

    Who frees or reprices a charge holds it and then withdraws its orders: whoever locked an
    order first would wait for them, and they for it. An order never gets other charges.
    """
    ordered = sa.select(OrderLine.charge_id).where(OrderLine.order_id == order_id)
    hold(session.scalars(ordered).all())


def _payable(order_id: UUID) -> Payable | None:
    """Lock an order that may still be paid; return it with how its unit is called today.

    Rows that only point to it do not wait, here and below (FOR NO KEY UPDATE): two that have
    each written such a row would otherwise wait for each other for ever.
    """
    return session.execute(
        sa.select(
            FeeOrder.unit_id,
            FeeOrder.household_id,
            FeeUnit.name,
            FeeUnit.address,
            FeeUnit.tax_code,
        )
        .join(FeeUnit, FeeUnit.id == FeeOrder.unit_id)
        .where(FeeOrder.id == order_id, FeeOrder.state.in_(may_become(OrderState.PAID)))
        .with_for_update(of=FeeOrder, key_share=True)
    ).one_or_none()


def _open_lines(order_id: UUID) -> Sequence[sa.Row[UUID, int, UUID, str]]:
    """Return the order's charges that are asked as they were ordered, and by the same unit."""
    return session.execute(
        sa.select(OrderLine.charge_id, OrderLine.amount, Charge.person_id, Person.full_name)
        .join(Charge, Charge.id == OrderLine.charge_id)
        .join(Person, Person.id == Charge.person_id)
        .join(FeeOrder, FeeOrder.id == OrderLine.order_id)
        .where(
            OrderLine.order_id == order_id,
            OrderLine.amount == Charge.amount,
            FeeOrder.unit_id == Charge.unit_id,
            IS_OPEN,
        )
        .order_by(Charge.id)
    ).all()


def _write_receipt(
    order_id: UUID,
    found: Payable,
    payer: str,
    amount: int,
    method: Method,
    by: Collector,
    now: datetime,
) -> UUID:
    """Take the next number and write the receipt with it; return its id."""
    receipt_id, year = new_key(), clock.local(now).year
    session.execute(
        sa.insert(Receipt).values(
            id=receipt_id,
            unit_id=found.unit_id,
            year=year,
            number=_next_number(found.unit_id, year),
            order_id=order_id,
            household_id=found.household_id,
            payer=payer,
            amount=amount,
            method=method,
            staff_id=by.staff_id,
            collector=by.name,
            issued_at=now,
            unit_name=found.name,
            unit_address=found.address,
            unit_tax_code=found.tax_code,
        )
    )
    return receipt_id


def _next_number(unit_id: UUID, year: int) -> int:
    """Take the next number; the row stays locked until the receipt is there or given up."""
    counter = moves.upsert(ReceiptCounter).values(unit_id=unit_id, year=year, last=1)
    taken = session.execute(
        counter.on_conflict_do_update(
            index_elements=[ReceiptCounter.unit_id, ReceiptCounter.year],
            set_={"last": ReceiptCounter.last + 1},
        ).returning(ReceiptCounter.last)
    )
    return int(taken.scalar_one())

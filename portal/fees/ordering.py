"""Making an order: charges of one household, chosen to be paid together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.fees.memo import new_memo
from portal.fees.models import Charge
from portal.fees.order_models import ChargePayment, FeeOrder, Method, OrderLine, OrderState
from portal.fees.order_states import may_become
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.keys_of_rows import new_key

# A transfer is often sent days after its code was seen; money that is later still finds its order.
WAITS = {
    Method.TRANSFER: timedelta(days=30),
    Method.VNPAY: timedelta(minutes=15),
    Method.MOMO: timedelta(minutes=15),
    Method.CASH: timedelta(minutes=15),
}

IS_PAID = sa.exists().where(
    ChargePayment.charge_id == Charge.id, ChargePayment.reversed_at.is_(None)
)
# What is still asked: neither paid, nor exempt, nor cancelled.
IS_OPEN = sa.and_(Charge.amount > 0, Charge.cancelled_at.is_(None), ~IS_PAID)


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order just made, or found again."""

    id: UUID
    memo: str
    unit_id: UUID
    household_id: UUID
    amount: int


def order(
    charge_ids: Collection[UUID],
    household_id: UUID,
    method: Method,
    *,
    by_person: UUID | None = None,
    by_staff: UUID | None = None,
) -> Order:
    """Order open charges of one household and unit; raise RuleBroken.

    The caller has made sure that who orders may pay for this household.
    """
    lines = session.execute(
        sa.select(Charge.id, Charge.amount, Charge.unit_id)
        .where(Charge.id.in_(set(charge_ids)), Charge.household_id == household_id, IS_OPEN)
        .order_by(Charge.id)
    ).all()
    if not lines or len(lines) < len(set(charge_ids)):
        raise RuleBroken(_("Somebody here is paid for already. Choose again"), "charges")
    if len({line.unit_id for line in lines}) > 1:
        raise RuleBroken(_("These are collected by two units. Pay one after the other"), "charges")
    made = Order(
        id=new_key(),
        memo=new_memo(),
        unit_id=lines[0].unit_id,
        household_id=household_id,
        amount=sum(line.amount for line in lines),
    )
    now = clock.now()
    session.execute(
        sa.insert(FeeOrder).values(
            id=made.id,
            memo=made.memo,
            unit_id=made.unit_id,
            household_id=household_id,
            amount=made.amount,
            method=method,
            state=OrderState.WAITING,
            by_person=by_person,
            by_staff=by_staff,
            ordered_at=now,
            expires_at=now + WAITS[method],
        )
    )
    session.execute(
        sa.insert(OrderLine),
        [{"order_id": made.id, "charge_id": line.id, "amount": line.amount} for line in lines],
    )
    return made


def close(order_id: UUID, state: OrderState) -> bool:
    """Move an order on, once; False where it stands elsewhere already."""
    closed = change(
        sa.update(FeeOrder)
        .where(FeeOrder.id == order_id, FeeOrder.state.in_(may_become(state)))
        .values(state=state, closed_at=clock.now())
    )
    return closed == 1

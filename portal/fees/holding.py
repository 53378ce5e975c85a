"""Charges that may still be changed: held so that nobody pays one while its amount changes."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.fees.models import Charge
from portal.fees.order_models import FeeOrder, OrderLine, OrderState
from portal.fees.ordering import IS_PAID
from portal.kernel import clock
from portal.kernel.db import session

AT_ONCE = 500
CAN_CHANGE = sa.and_(Charge.cancelled_at.is_(None), ~IS_PAID)


def to_change(*which: sa.ColumnElement[bool]) -> Sequence[UUID]:
    """Return the charges of a kind that are neither paid nor cancelled, in the order of holding."""
    return session.scalars(sa.select(Charge.id).where(CAN_CHANGE, *which).order_by(Charge.id)).all()


def hold(charge_ids: Collection[UUID]) -> Iterator[Sequence[UUID]]:
    """Lock charges, part by part; yield those of each that can still be changed.

    Whether one was paid is read after it is held: a payment that came first is seen.
    """
    for some in hold_all(charge_ids):
        yield to_change(Charge.id.in_(some))


def hold_all(charge_ids: Collection[UUID]) -> Iterator[Sequence[UUID]]:
    """Lock charges in the order a payment does, and yield them in parts, cancelled ones too."""
    for some in _parts(charge_ids):
        session.execute(
            sa.select(Charge.id)
            .where(Charge.id.in_(some))
            .order_by(Charge.id)
            .with_for_update(key_share=True)
        )
        yield some


def withdraw_orders(charge_ids: Collection[UUID]) -> None:
    """Withdraw the waiting orders with one of these charges: what they ask for has changed.

    Money on its way with one still finds it, and pays what of it is asked as it was ordered.
    The caller holds all charges it changes by then: orders are locked after charges, by id.
    """
    order_ids: set[UUID] = set()
    for some in _parts(charge_ids):
        order_ids.update(
            session.scalars(
                sa.select(FeeOrder.id)
                .join(OrderLine, OrderLine.order_id == FeeOrder.id)
                .where(OrderLine.charge_id.in_(some), FeeOrder.state == OrderState.WAITING)
            )
        )
    for some in _parts(order_ids):
        session.execute(
            sa.select(FeeOrder.id)
            .where(FeeOrder.id.in_(some))
            .order_by(FeeOrder.id)
            .with_for_update(key_share=True)
        )
        change(
            sa.update(FeeOrder)
            .where(FeeOrder.id.in_(some), FeeOrder.state == OrderState.WAITING)
            .values(state=OrderState.CANCELLED, closed_at=clock.now())
        )


def _parts(ids: Collection[UUID]) -> Iterator[Sequence[UUID]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]

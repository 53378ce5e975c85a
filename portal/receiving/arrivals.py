"""Noting that money came in: once, whoever says it and however often."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.fees.order_models import FeeOrder
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger import moves
from portal.ledger.models import Cause
from portal.ledger.moves import BANK, MOMO, UNPLACED, VNPAY, Place, move
from portal.receiving.models import Arrival, Provider

LIES_IN: dict[Provider, Place] = {Provider.VNPAY: VNPAY, Provider.MOMO: MOMO}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a bank or provider says came in, checked for who says it; amount in đồng."""

    unit_id: UUID
    provider: Provider
    provider_ref: str
    bank_ref: str | None = None
    amount: int
    content: str = field(repr=False)
    came_at: datetime
    order_id: UUID | None = None
    odd: bool = False


def note(told: Told) -> UUID | None:
    """Write an arrival and its move; None when the same money was noted before.

    Twice is the same provider's reference, or the same reference of the bank by another.
    """
    arrival_id = uuid4()
    written = session.execute(
        moves.upsert(Arrival)
        .values(
            id=arrival_id,
            unit_id=told.unit_id,
            provider=told.provider,
            provider_ref=told.provider_ref,
            bank_ref=told.bank_ref,
            amount=told.amount,
            placed=0,
            returned=0,
            content=told.content,
            order_id=told.order_id,
            odd=told.odd,
            came_at=told.came_at,
            noted_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Arrival.id)
    ).one_or_none()
    if written is None:
        return None
    move(
        told.amount,
        UNPLACED,
        LIES_IN.get(told.provider, BANK),
        unit_id=told.unit_id,
        cause=Cause.ARRIVAL,
        cause_id=arrival_id,
    )
    return arrival_id


def order_with(memo: str, unit_id: UUID) -> UUID | None:
    """Return the order of a unit with a memo, in whatever state."""
    return session.scalars(
        sa.select(FeeOrder.id).where(FeeOrder.memo == memo, FeeOrder.unit_id == unit_id)
    ).one_or_none()

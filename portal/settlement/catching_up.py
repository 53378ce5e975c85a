"""What the clock does before books are compared: ask, let orders run out, place what can be placed.

Each order is a transaction of its own, committed here, for commands: a crash between a
provider's success and our commit is made good, and what was made good stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.fees import notices
from portal.fees.order_models import FeeOrder, OrderState
from portal.fees.ordering import close
from portal.gateways.asking import Asked, ask_old
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.logs import log
from portal.receiving.models import Arrival
from portal.receiving.payers import payer_of
from portal.receiving.placing import OPEN, place_by_memo
from portal.transfers.taking import BY_ITSELF


@dataclass(frozen=True, kw_only=True)
class CaughtUp:
    """What was asked, what ran out, and what was placed."""

    asked: Sequence[Asked]
    expired: int
    placed: int


def catch_up(now: datetime) -> CaughtUp:
    """Bring orders and arrivals to where they should stand; safe to run twice."""
    return CaughtUp(asked=ask_old(now), expired=_let_run_out(now), placed=_place_what_waits())


_RUN_OUT = (
    sa.select(FeeOrder.id)
    .where(FeeOrder.state == OrderState.WAITING, FeeOrder.expires_at <= sa.bindparam("now"))
    .order_by(FeeOrder.expires_at, FeeOrder.id)
)
# Two arrivals that name one order wait for each other only until their sum is its amount.
_PAYABLE = (
    sa.select(FeeOrder.id)
    .join(Arrival, Arrival.order_id == FeeOrder.id)
    .where(FeeOrder.state != OrderState.PAID, OPEN > 0, ~Arrival.odd)
    .group_by(FeeOrder.id, FeeOrder.ordered_at)
    .order_by(FeeOrder.ordered_at, FeeOrder.id)
)


def _let_run_out(now: datetime) -> int:
    """Close the orders nobody paid in time; money that comes later still finds them."""
    expired = 0
    for order_id in reads().scalars(_RUN_OUT, {"now": now}).all():
        try:
            expired += close(order_id, OrderState.EXPIRED)
            session.commit()
        except sa.exc.OperationalError:  # somebody pays it just now
            session.rollback()
    return expired


def _place_what_waits() -> int:
    return sum(_place(order_id) for order_id in reads().scalars(_PAYABLE).all())


def _place(order_id: UUID) -> bool:
    try:
        paid = place_by_memo(order_id, payer_of(order_id), by=BY_ITSELF)
        if paid is not None:
            notices.tell(paid.receipt_id)
        session.commit()
    except (sa.exc.OperationalError, RuleBroken) as failure:
        session.rollback()
        log.error("money_not_placed", error=type(failure).__name__)
        return False
    return paid is not None

"""Where the payment of an order stands, read for the pages a payer passes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.fees.order_models import FeeOrder, OrderState
from portal.gateways.models import GatewayOrder, Outcome
from portal.kernel.db import reads
from portal.receiving.models import Provider


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One payment, as we know it ourselves."""

    order_id: UUID
    provider: Provider
    reference: str
    outcome: Outcome
    state: OrderState
    amount: int
    begun_at: datetime
    expires_at: datetime


_STANDING = sa.select(
    GatewayOrder.order_id,
    GatewayOrder.provider,
    GatewayOrder.reference,
    GatewayOrder.outcome,
    FeeOrder.state,
    FeeOrder.amount,
    GatewayOrder.begun_at,
    FeeOrder.expires_at,
).join(FeeOrder, FeeOrder.id == GatewayOrder.order_id)


def standing_of(order_id: UUID) -> Standing | None:
    """Return where the payment of an order stands; None where it was begun nowhere."""
    return _one(GatewayOrder.order_id == order_id)


def standing_by(provider: Provider, reference: str) -> Standing | None:
    """Return where the payment a provider names stands."""
    return _one(GatewayOrder.provider == provider, GatewayOrder.reference == reference)


def _one(*which: sa.ColumnElement[bool]) -> Standing | None:
    row = reads().execute(_STANDING.where(*which)).one_or_none()
    return Standing(**row._mapping) if row else None

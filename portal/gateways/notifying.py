"""Taking in what a provider says: noted, made a fee of where it fits, and remembered.

Everything happens in the caller's transaction. However often, by however many at once and in
whatever order the same is said, the row of the gateway's order lets one through at a time.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit.trail import Actor
from portal.fees import notices
from portal.fees.order_models import FeeOrder, OrderState
from portal.fees.ordering import close
from portal.fees.paying import Collector
from portal.gateways.models import GatewayOrder, Outcome
from portal.gateways.said import TAKEN, Said
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.logs import log
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from portal.receiving.payers import payer_of
from portal.receiving.placing import place_by_memo

NAMES = {Provider.VNPAY: "VNPAY", Provider.MOMO: "MoMo"}


class Taken(StrEnum):
    """What became of what was said."""

    NOTED = "noted"
    KNOWN = "known"
    UNKNOWN_ORDER = "unknown_order"
    OTHER_AMOUNT = "other_amount"


@dataclass(frozen=True, kw_only=True)
class _Found:
    order_id: UUID
    unit_id: UUID
    amount: int
    outcome: Outcome
    expires_at: datetime


def take(said: Said) -> Taken:
    """Note money and settle its order; close an order that failed; leave one that is open.

    Money of another amount than the order's, or that the provider itself doubts, waits for
    people. An order that was paid is never made a failed one again.
    """
    found = _order(said)
    if found is None:
        log.error("gateway_order_unknown", where=said.provider.value)
        return Taken.UNKNOWN_ORDER
    if said.outcome in TAKEN:
        return _money(said, found)
    if found.outcome in TAKEN or found.outcome is said.outcome:
        return Taken.KNOWN
    _remember(said, said.outcome, found.order_id)
    if said.outcome is Outcome.FAILED:
        is_late = found.expires_at <= clock.now()
        close(found.order_id, OrderState.EXPIRED if is_late else OrderState.CANCELLED)
    return Taken.NOTED


def _order(said: Said) -> _Found | None:
    """Hold the row of the order; others that hear of the same order wait here."""
    row = session.execute(
        sa.select(
            GatewayOrder.order_id,
            GatewayOrder.outcome,
            FeeOrder.unit_id,
            FeeOrder.amount,
            FeeOrder.expires_at,
        )
        .join(FeeOrder, FeeOrder.id == GatewayOrder.order_id)
        .where(GatewayOrder.provider == said.provider, GatewayOrder.reference == said.reference)
        .with_for_update(of=GatewayOrder, key_share=True)
    ).one_or_none()
    return _Found(**row._mapping) if row else None


def _money(said: Said, found: _Found) -> Taken:
    fits = said.amount == found.amount
    told = Told(
        unit_id=found.unit_id,
        provider=said.provider,
        provider_ref=said.transaction,
        amount=said.amount,
        content=said.reference,
        came_at=said.at,
        order_id=found.order_id,
        odd=said.outcome is Outcome.DOUBTED or not fits,
    )
    if note(told) is None:
        return Taken.KNOWN if fits else Taken.OTHER_AMOUNT
    _remember(said, said.outcome if fits else Outcome.DOUBTED, found.order_id)
    if not fits:
        return Taken.OTHER_AMOUNT
    if said.outcome is Outcome.PAID:
        _settle(said.provider, found.order_id)
    return Taken.NOTED


def _settle(provider: Provider, order_id: UUID) -> None:
    """Make a receipt of it; where the order was paid otherwise the money waits for people."""
    by = Collector(actor=Actor(name=NAMES[provider]))
    paid = place_by_memo(order_id, payer_of(order_id), by=by)
    if paid is not None:
        notices.tell(paid.receipt_id)


def _remember(said: Said, outcome: Outcome, order_id: UUID) -> None:
    change(
        sa.update(GatewayOrder)
        .where(GatewayOrder.order_id == order_id)
        .values(outcome=outcome, answer=said.code)
    )

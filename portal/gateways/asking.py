"""Asking what became of payments whose word never came: lost on the way, or while we were down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.signed_in import config
from portal.fees.order_models import FeeOrder
from portal.gateways import momo, momo_answers, vnpay_answers
from portal.gateways.calls import Unreachable, ask
from portal.gateways.models import GatewayOrder, Outcome
from portal.gateways.notifying import Taken, take
from portal.gateways.said import Forged, Said, Unreadable
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken, TooBusy
from portal.kernel.logs import log
from portal.receiving.models import Provider

OLD = timedelta(minutes=15)
# A payment nobody finished may stay open at the provider; should money come after all, its
# notification still finds the order.
GIVEN_UP = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known now of one payment; `answered` is False where the provider was silent."""

    order_id: UUID
    provider: Provider
    outcome: Outcome
    answered: bool


@dataclass(frozen=True, kw_only=True)
class _Open:
    order_id: UUID
    provider: Provider
    reference: str
    begun_at: datetime
    expires_at: datetime


def ask_old(now: datetime) -> Sequence[Asked]:
    """Ask about every payment begun 15 minutes before a moment and still open.

    Each is taken in by a transaction of its own, committed here, for commands: what was
    settled stays settled when a later one fails. No transaction may be open at the call.
    """
    rows = reads().execute(
        sa.select(
            GatewayOrder.order_id,
            GatewayOrder.provider,
            GatewayOrder.reference,
            GatewayOrder.begun_at,
            FeeOrder.expires_at,
        )
        .join(FeeOrder, FeeOrder.id == GatewayOrder.order_id)
        .where(GatewayOrder.outcome == Outcome.OPEN, GatewayOrder.begun_at <= now - OLD)
        .order_by(GatewayOrder.begun_at, GatewayOrder.order_id)
    )
    return [_ask_one(_Open(**row._mapping), now) for row in rows.all()]


def _ask_one(payment: _Open, now: datetime) -> Asked:
    try:
        said = _ask_vnpay(payment) if payment.provider is Provider.VNPAY else _ask_momo(payment)
    except (Unreachable, Forged, Unreadable) as failure:
        log.error("provider_not_asked", where=payment.provider.value, error=type(failure).__name__)
        return _asked(payment, Outcome.OPEN, answered=False)
    if said.outcome is Outcome.OPEN and now - payment.expires_at > GIVEN_UP:
        said = replace(said, outcome=Outcome.FAILED)
    return _take_in(payment, said)


def _take_in(payment: _Open, said: Said) -> Asked:
    try:
        taken = take(said)
        change(
            sa.update(GatewayOrder)
            .where(GatewayOrder.order_id == payment.order_id)
            .values(asked_at=clock.now())
        )
        session.commit()
    except (sa.exc.OperationalError, TooBusy, RuleBroken) as failure:
        session.rollback()
        log.error("payment_not_taken_in", error=type(failure).__name__)
        return _asked(payment, Outcome.OPEN, answered=False)
    outcome = Outcome.DOUBTED if taken is Taken.OTHER_AMOUNT else said.outcome
    return _asked(payment, outcome, answered=True)


def _asked(payment: _Open, outcome: Outcome, *, answered: bool) -> Asked:
    return Asked(
        order_id=payment.order_id, provider=payment.provider, outcome=outcome, answered=answered
    )


def _ask_vnpay(payment: _Open) -> Said:
    settings = config().vnpay
    if not settings.tmn_code:
        raise Unreachable
    question = vnpay_answers.question(payment.reference, payment.begun_at, settings)
    answer = ask(Provider.VNPAY, settings.query_url, question)
    return vnpay_answers.answer(answer, payment.reference, settings)


def _ask_momo(payment: _Open) -> Said:
    settings = config().momo
    if not settings.partner_code:
        raise Unreachable
    question = momo.question(payment.reference, uuid4().hex, settings)
    answer = ask(Provider.MOMO, settings.url + momo.QUERY, question)
    return momo_answers.answer(answer, payment.reference, settings)

"""Paying an order at VNPAY or MoMo: what is offered, and the note that somebody went there.

The merchant account is that of the station's own commune, and no other unit's money may go
through it (Decree 52/2024/NĐ-CP).
"""

import sqlalchemy as sa
from flask import url_for

from portal.accounts.signed_in import config
from portal.fees.methods import Offer
from portal.fees.models import FeeUnit
from portal.fees.order_models import Method
from portal.fees.ordering import Order
from portal.gateways.models import GatewayOrder, Outcome
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.moves import upsert
from portal.receiving.models import Provider

MOST_VNPAY, MOST_MOMO = 999_999_999, 50_000_000


def vnpay_takes(amount: int, commune: str) -> bool:
    """Say whether VNPAY can be offered for so many đồng of a commune."""
    settings = config().vnpay
    contract = bool(settings.tmn_code) and _is_ours(commune)
    return contract and settings.least <= amount <= MOST_VNPAY


def momo_takes(amount: int, commune: str) -> bool:
    """Say whether MoMo can be offered for so many đồng of a commune."""
    settings = config().momo
    contract = bool(settings.partner_code) and _is_ours(commune)
    return contract and settings.least <= amount <= MOST_MOMO


def _is_ours(commune: str) -> bool:
    return commune == config().station.commune_name


def begin_at_vnpay(order: Order) -> str:
    """Note that an order is paid at VNPAY; return our page that leads there."""
    return _begin(order, Provider.VNPAY)


def begin_at_momo(order: Order) -> str:
    """Note that an order is paid at MoMo; return our page that leads there."""
    return _begin(order, Provider.MOMO)


def _begin(order: Order, provider: Provider) -> str:
    commune = session.scalars(sa.select(FeeUnit.commune).where(FeeUnit.id == order.unit_id)).one()
    if not _is_ours(commune):
        raise RuleBroken(_("This commune takes no payments that way. Pay by transfer"), "method")
    session.execute(
        upsert(GatewayOrder)
        .values(
            order_id=order.id,
            provider=provider,
            reference=order.memo,
            outcome=Outcome.OPEN,
            begun_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )
    return url_for("gateways.go_on", order_id=order.id)


OFFERS = (
    Offer(method=Method.VNPAY, label="VNPAY", begin=begin_at_vnpay, takes=vnpay_takes),
    Offer(method=Method.MOMO, label="MoMo", begin=begin_at_momo, takes=momo_takes),
)

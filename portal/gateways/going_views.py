"""The page that leads a payer on to VNPAY or MoMo.

A link leads there, since a form may be sent to no other site, nor redirected to one.
"""

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import config, current_resident
from portal.fees.household_orders import order_seen_by
from portal.fees.payers import payer_of
from portal.gateways import momo, momo_answers, vnpay
from portal.gateways.blueprint import blueprint
from portal.gateways.calls import Unreachable, ask
from portal.gateways.notifying import NAMES
from portal.gateways.said import Unreadable
from portal.gateways.standing import Standing, standing_of
from portal.kernel import pages
from portal.kernel.i18n import current_language
from portal.receiving.models import Provider

VNPAY_LOCALES = {"vi": "vn", "en": "en"}


@blueprint.get("/fees/orders/<uuid:order_id>/provider")
def go_on(order_id: UUID) -> ResponseReturnValue:
    """Show the way to the provider; an order that waits no more shows where it stands."""
    order = order_seen_by(payer_of(current_resident()), order_id)
    standing = standing_of(order_id) if order else None
    if order is None or standing is None:
        abort(404)
    if not order.is_waiting:
        return redirect(url_for("fees.order", order_id=order_id), 303)
    try:
        url = _to_vnpay(standing) if standing.provider is Provider.VNPAY else _to_momo(standing)
    except (Unreachable, Unreadable):
        return _show(standing, None)
    return _show(standing, url)


def _show(standing: Standing, url: str | None) -> ResponseReturnValue:
    return pages.show(
        "gateways/go_on.html",
        status=503 if url is None else 200,
        provider=NAMES[standing.provider],
        amount=standing.amount,
        expires_at=standing.expires_at,
        order_id=standing.order_id,
        url=url,
    )


def _to_vnpay(standing: Standing) -> str:
    settings = config().vnpay
    if not settings.tmn_code:
        raise Unreachable
    parameters = vnpay.payment(
        tmn_code=settings.tmn_code,
        reference=standing.reference,
        amount=standing.amount,
        locale=VNPAY_LOCALES[current_language()],
        return_url=url_for("gateways.back_from_vnpay", _external=True),
        ip=request.remote_addr or "",
        begun_at=standing.begun_at,
        expires_at=standing.expires_at,
    )
    return vnpay.signed_url(settings.url, parameters, settings.secret)


def _to_momo(standing: Standing) -> str:
    """Ask MoMo for its page; asked again for the same order it answers the same."""
    settings = config().momo
    if not settings.partner_code:
        raise Unreachable
    body = momo.payment(
        reference=standing.reference,
        amount=standing.amount,
        redirect_url=url_for("gateways.back_from_momo", _external=True),
        ipn_url=url_for("gateways.momo_notified", _external=True),
        language=current_language(),
        settings=settings,
    )
    return momo_answers.pay_url(ask(Provider.MOMO, settings.url + momo.CREATE, body), settings)

"""One order: how to pay it, and how far it is."""

from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import current_resident
from portal.fees import methods
from portal.fees.household_orders import Placed, order_seen_by
from portal.fees.order_models import Method
from portal.fees.payers import payer_of
from portal.fees.to_transfer import picture, to_transfer
from portal.fees.views.blueprint import blueprint
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken


@blueprint.get("/fees/orders/<uuid:order_id>")
def order(order_id: UUID) -> ResponseReturnValue:
    """Show how to pay; an order that was paid leads to its receipt."""
    placed = _placed(order_id)
    if placed.receipt_id is not None:
        return redirect(url_for(".receipt", receipt_id=placed.receipt_id), 303)
    return _show(placed, looked_at=_wall_clock() if "looked" in request.args else "")


@blueprint.get("/fees/orders/<uuid:order_id>/qr.png")
def square(order_id: UUID) -> ResponseReturnValue:
    """Give the square as a picture, for a banking app on the same phone."""
    placed = _placed(order_id)
    found = picture(placed) if _by_transfer(placed) else None
    if found is None:
        abort(404)
    return Response(
        found,
        mimetype="image/png",
        headers={"Content-Disposition": f'attachment; filename="{placed.memo}.png"'},
    )


@blueprint.post("/fees/orders/<uuid:order_id>/go")
def go(order_id: UUID) -> ResponseReturnValue:
    """Lead the payer's browser to the gateway they chose."""
    placed = _placed(order_id)
    offer = methods.offer_of(placed.method, placed.amount, placed.commune)
    if offer is None or not placed.is_waiting:
        return redirect(url_for(".order", order_id=order_id), 303)
    try:
        return redirect(offer.begin(placed.as_order), 303)
    except RuleBroken as refusal:
        return _show(placed, refusal.message, status=422)


def _placed(order_id: UUID) -> Placed:
    found = order_seen_by(payer_of(current_resident()), order_id)
    if found is None:
        abort(404)
    return found


def _by_transfer(placed: Placed) -> bool:
    return placed.method is Method.TRANSFER and placed.is_waiting


def _wall_clock() -> str:
    """Return the time to the second, so that who looks twice sees that it was looked twice."""
    return clock.local(clock.now()).strftime("%H:%M:%S")


def _show(
    placed: Placed, refusal: str = "", *, looked_at: str = "", status: int = 200
) -> ResponseReturnValue:
    return pages.show(
        "fees/order.html",
        status=status,
        order=placed,
        transfer=to_transfer(placed) if _by_transfer(placed) else None,
        offer=methods.offer_of(placed.method, placed.amount, placed.commune),
        refusal=refusal,
        looked_at=looked_at,
    )

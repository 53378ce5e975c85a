"""Where a payer's browser comes back to: it shows where the payment stands, and changes nothing.

What the address says is signed and may still be old, so the page goes by what we know
ourselves. Open to whoever the session ended for meanwhile; it names nobody.
"""

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.accounts.public import public
from portal.accounts.signed_in import config
from portal.fees.order_models import OrderState
from portal.gateways import momo_answers, vnpay_answers
from portal.gateways.blueprint import blueprint
from portal.gateways.models import Outcome
from portal.gateways.notifying import NAMES
from portal.gateways.said import Forged, Said, Unreadable
from portal.gateways.standing import Standing, standing_by
from portal.kernel import pages


@blueprint.get("/fees/vnpay/return")
@public
def back_from_vnpay() -> ResponseReturnValue:
    """Show where a payment at VNPAY stands."""
    if not config().vnpay.tmn_code:
        abort(404)
    try:
        return _show(vnpay_answers.notification(request.args, config().vnpay))
    except (Forged, Unreadable):
        abort(404)


@blueprint.get("/fees/momo/return")
@public
def back_from_momo() -> ResponseReturnValue:
    """Show where a payment at MoMo stands."""
    if not config().momo.partner_code:
        abort(404)
    try:
        return _show(momo_answers.notification(request.args, config().momo))
    except (Forged, Unreadable):
        abort(404)


def _show(said: Said) -> ResponseReturnValue:
    standing = standing_by(said.provider, said.reference)
    if standing is None:
        abort(404)
    return pages.show(
        "gateways/back.html",
        provider=NAMES[said.provider],
        order_id=standing.order_id,
        stands=_stands(standing, said),
        again=request.full_path,
    )


def _stands(standing: Standing, said: Said) -> str:
    """Return "paid", "looked_at", "failed" or "waiting", by our own books first."""
    if standing.state is OrderState.PAID and standing.outcome is Outcome.PAID:
        return "paid"
    if standing.outcome in (Outcome.PAID, Outcome.DOUBTED):
        return "looked_at"  # the money came, and people place it
    return "failed" if said.outcome is Outcome.FAILED else "waiting"

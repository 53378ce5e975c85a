"""Where VNPAY and MoMo tell of a payment, machine to machine, in the words of each."""

import sqlalchemy as sa
from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from portal.accounts.public import public
from portal.accounts.signed_in import config
from portal.extensions import changes, csrf
from portal.gateways import momo_answers, vnpay_answers
from portal.gateways.blueprint import blueprint
from portal.gateways.notifying import Taken, take
from portal.gateways.said import Forged, Unreadable
from portal.kernel.db import abandon
from portal.kernel.errors import RuleBroken, TooBusy
from portal.kernel.logs import log
from portal.kernel.posted_json import posted_json

# What VNPAY's documentation has merchants answer; after 00 and 02 it tells no more.
VNPAY_WORDS = {
    "00": "Confirm Success",
    "01": "Order not found",
    "02": "Order already confirmed",
    "04": "Invalid amount",
    "97": "Invalid signature",
    "99": "Unknown error",
}
VNPAY_CODES = {
    Taken.NOTED: "00",
    Taken.UNKNOWN_ORDER: "01",
    Taken.KNOWN: "02",
    Taken.OTHER_AMOUNT: "04",
}
BUSY = (sa.exc.OperationalError, TooBusy, RuleBroken)


@blueprint.get("/fees/vnpay/ipn")
@public
@changes
def vnpay_notified() -> ResponseReturnValue:
    """Take in a notification; the receipt is committed before this answer leaves."""
    if not config().vnpay.tmn_code:
        abort(404)
    code = _vnpay_code()
    return jsonify(RspCode=code, Message=VNPAY_WORDS[code])


def _vnpay_code() -> str:
    try:
        return VNPAY_CODES[take(vnpay_answers.notification(request.args, config().vnpay))]
    except Forged:
        log.error("notification_forged", where="vnpay")
        return "97"
    except Unreadable:
        log.error("notification_unreadable", where="vnpay")
        return "99"
    except BUSY as failure:
        abandon()  # nothing of it stands, and VNPAY tells it again
        log.error("notification_not_taken", where="vnpay", error=type(failure).__name__)
        return "99"


@blueprint.post("/fees/momo/ipn")
@csrf.exempt  # type: ignore[untyped-decorator]  # published without types
@public
def momo_notified() -> ResponseReturnValue:
    """Take in a notification: 204 once it is committed, 400 for what MoMo did not sign."""
    told = posted_json()
    if not config().momo.partner_code or not isinstance(told, dict):
        abort(400)
    try:
        taken = take(momo_answers.notification(told, config().momo))
    except (Forged, Unreadable) as failure:
        log.error("notification_refused", where="momo", error=type(failure).__name__)
        abort(400)
    except BUSY as failure:
        abandon()
        raise TooBusy from failure
    return abort(404) if taken is Taken.UNKNOWN_ORDER else ("", 204)

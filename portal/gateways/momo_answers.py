"""Reading what MoMo says: its notifications, where it leads a payer, and its answers."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from portal.config import Momo
from portal.gateways.models import Outcome
from portal.gateways.momo import fits, raw_text
from portal.gateways.said import Forged, Said, Unreadable
from portal.kernel import clock
from portal.receiving.models import Provider

# The published example once listed another payType than was signed: the names count, not it.
NOTIFIED = (
    "accessKey",
    "amount",
    "extraData",
    "message",
    "orderId",
    "orderInfo",
    "orderType",
    "partnerCode",
    "payType",
    "requestId",
    "responseTime",
    "resultCode",
    "transId",
)
# resultCode: 9000 is a payment the wallet's owner allowed and nobody has drawn yet.
OUTCOMES = {
    "0": Outcome.PAID,
    "1000": Outcome.OPEN,
    "7000": Outcome.OPEN,
    "7002": Outcome.OPEN,
    "8000": Outcome.OPEN,
    "9000": Outcome.OPEN,
}
NO_ANSWER = ("10", "11", "13", "20", "22", "40", "43", "98", "99")  # about the question, not it
_DIGITS = re.compile(r"-?[0-9]{1,18}")


def notification(given: Mapping[str, object], settings: Momo) -> Said:
    """Read a notification or the way back of a payer; raise Forged or Unreadable."""
    _refuse_odd_values(given)
    told = {**given, "accessKey": settings.access_key}
    if not fits(raw_text(told, NOTIFIED), str(given.get("signature", "")), settings.secret_key):
        raise Forged
    if given.get("partnerCode") != settings.partner_code:
        raise Unreadable
    return _said(given)


def answer(given: Mapping[str, object], reference: str, settings: Momo) -> Said:
    """Read the answer about one payment; raise Unreadable.

    MoMo does not sign it: it holds because we asked, over TLS.
    """
    _refuse_odd_values(given)
    if given.get("partnerCode") != settings.partner_code or given.get("orderId") != reference:
        raise Unreadable
    if str(given.get("resultCode")) in NO_ANSWER:
        raise Unreadable
    return _said(given)


def pay_url(given: Mapping[str, object], settings: Momo) -> str:
    """Return where the payer goes on; raise Unreadable for no address of the web.

    Only a provider on this machine, for trying, may lead to an address without TLS.
    """
    url = given.get("payUrl")
    if str(given.get("resultCode")) != "0" or not isinstance(url, str):
        raise Unreadable
    told, ours = urlsplit(url), urlsplit(settings.url)
    if told.scheme != "https" and (told.scheme, told.netloc) != (ours.scheme, ours.netloc):
        raise Unreadable
    return url


def _refuse_odd_values(given: Mapping[str, object]) -> None:
    """Take texts and whole numbers only: nothing else is written the same way twice."""
    if not all(type(given[name]) in (str, int) for name in NOTIFIED if name in given):
        raise Unreadable


def _number(given: Mapping[str, object], name: str) -> int:
    text = str(given.get(name, 0))  # what failed may have neither amount nor moment
    if not _DIGITS.fullmatch(text):
        raise Unreadable
    return int(text)


def _said(given: Mapping[str, object]) -> Said:
    code = str(given.get("resultCode", ""))
    return Said(
        provider=Provider.MOMO,
        reference=str(given.get("orderId", "")),
        outcome=OUTCOMES.get(code, Outcome.FAILED),
        code=code,
        amount=_number(given, "amount"),
        transaction=str(given.get("transId", "")),
        at=_when(_number(given, "responseTime")),
    )


def _when(milliseconds: int) -> datetime:
    if milliseconds <= 0:
        return clock.now()
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return clock.now()

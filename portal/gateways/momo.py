"""What MoMo v2 is asked: to begin a payment, and what became of one.

Each signature is an HMAC-SHA256 over `name=value` joined by &, of the fields the protocol
lists, in the order of the alphabet and not encoded (MoMo, AIO v2: create, query).
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from portal.config import Momo
from portal.gateways.said import as_bytes

CREATE = "/v2/gateway/api/create"
QUERY = "/v2/gateway/api/query"
CREATED = (
    "accessKey",
    "amount",
    "extraData",
    "ipnUrl",
    "orderId",
    "orderInfo",
    "partnerCode",
    "redirectUrl",
    "requestId",
    "requestType",
)
ASKED = ("accessKey", "orderId", "partnerCode", "requestId")
REQUEST_TYPE = "captureWallet"


def raw_text(fields: Mapping[str, object], names: Iterable[str]) -> str:
    """Return what is signed; a missing field counts as empty."""
    return "&".join(f"{name}={fields.get(name, '')}" for name in names)


def signature(text: str, secret_key: str) -> str:
    return hmac.new(secret_key.encode(), as_bytes(text), hashlib.sha256).hexdigest()


def fits(text: str, given: str, secret_key: str) -> bool:
    """Say whether a signature is that of a text."""
    return hmac.compare_digest(signature(text, secret_key).encode(), as_bytes(given))


def payment(
    *,
    reference: str,
    amount: int,
    redirect_url: str,
    ipn_url: str,
    language: str,
    settings: Momo,
) -> dict[str, object]:
    """Return the signed request for a payment of so many đồng.

    Its request id follows from the reference, so asking twice begins one payment.
    """
    fields: dict[str, object] = {
        "partnerCode": settings.partner_code,
        "requestId": f"{reference}-1",
        "amount": amount,
        "orderId": reference,
        "orderInfo": f"Nop phi ho so {reference}",
        "redirectUrl": redirect_url,
        "ipnUrl": ipn_url,
        "requestType": REQUEST_TYPE,
        "extraData": "",
        "lang": language,
        "autoCapture": True,
    }
    return fields | {"signature": _signed(fields, CREATED, settings)}


def question(reference: str, request_id: str, settings: Momo) -> dict[str, object]:
    """Return the signed question what became of a payment."""
    fields: dict[str, object] = {
        "partnerCode": settings.partner_code,
        "requestId": request_id,
        "orderId": reference,
        "lang": "vi",
    }
    return fields | {"signature": _signed(fields, ASKED, settings)}


def _signed(fields: Mapping[str, object], names: Iterable[str], settings: Momo) -> str:
    """Sign; the access key is signed with the fields and sent in none of them."""
    text = raw_text({**fields, "accessKey": settings.access_key}, names)
    return signature(text, settings.secret_key)

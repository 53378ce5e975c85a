"""Asking for a payment at VNPAY 2.1.0: the signed address a payer is led to.

Keys in order, keys and values URL-encoded with + for a blank, HMAC-SHA512 with the merchant's
secret (VNPAY, "Tài liệu kết nối cổng thanh toán", pay). Empty values are left out. Amounts are
a hundred times the đồng, moments are Vietnamese wall clock.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from portal.gateways.said import as_bytes
from portal.kernel import clock

VERSION = "2.1.0"
HASH = "vnp_SecureHash"
NOT_SIGNED = (HASH, "vnp_SecureHashType")
MOMENT = "%Y%m%d%H%M%S"


def hash_data(parameters: Mapping[str, str]) -> str:
    """Return what is signed; parameters of others (not vnp_) do not count."""
    signed = {
        name: value
        for name, value in parameters.items()
        if name.startswith("vnp_") and name not in NOT_SIGNED and value
    }
    return urlencode(sorted(signed.items()))


def signature(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), as_bytes(text), hashlib.sha512).hexdigest()


def fits(text: str, given: str, secret: str) -> bool:
    """Say whether a signature is that of a text; VNPAY writes capitals here and there."""
    return hmac.compare_digest(signature(text, secret).encode(), as_bytes(given.lower()))


def moment(at: datetime) -> str:
    """Return a moment as VNPAY writes it: yyyyMMddHHmmss in Viet Nam."""
    return clock.local(at).strftime(MOMENT)


def read_moment(text: str) -> datetime:
    """Return the moment VNPAY wrote; raise ValueError."""
    return datetime.strptime(text, MOMENT).replace(tzinfo=clock.VIETNAM)


def payment(
    *,
    tmn_code: str,
    reference: str,
    amount: int,
    locale: str,
    return_url: str,
    ip: str,
    begun_at: datetime,
    expires_at: datetime,
) -> dict[str, str]:
    """Return the parameters of a payment of so many đồng; the payer reads the reference."""
    return {
        "vnp_Version": VERSION,
        "vnp_Command": "pay",
        "vnp_TmnCode": tmn_code,
        "vnp_Amount": str(amount * 100),
        "vnp_CurrCode": "VND",
        "vnp_TxnRef": reference,
        "vnp_OrderInfo": f"Nop phi ho so {reference}",
        "vnp_OrderType": "other",
        "vnp_Locale": locale,
        "vnp_ReturnUrl": return_url,
        "vnp_IpAddr": ip,
        "vnp_CreateDate": moment(begun_at),
        "vnp_ExpireDate": moment(expires_at),
    }


def signed_url(url: str, parameters: Mapping[str, str], secret: str) -> str:
    """Return the address that leads a payer to VNPAY."""
    text = hash_data(parameters)
    return f"{url}?{text}&{HASH}={signature(text, secret)}"

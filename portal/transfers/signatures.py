"""How SePay, Casso and payOS sign what they send, and whether a signature is theirs."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from portal.kernel import clock
from portal.transfers import json_text

# Both providers advise it: what is older may be a recording of somebody else's.
LATEST = timedelta(minutes=5)
_CASSO = re.compile(r"t=(?P<at>\d{1,15}),v1=(?P<code>[0-9a-f]{128})", re.ASCII)
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)
_NOTHING = ("null", "undefined")


def sepay(secret: str, at: str, raw: bytes) -> str:
    """Return the header `X-SePay-Signature` over `X-SePay-Timestamp` and the body as it came."""
    return "sha256=" + _hmac(secret, at.encode() + b"." + raw, "sha256")


def casso(key: str, at: str, body: Mapping[str, Any]) -> str:
    """Return `v1` of the header `X-Casso-Signature` (webhook v2).

    Casso signs not what it sends but the same JSON with the keys sorted, also within objects,
    as JavaScript writes it. Its published sample has plain ASCII only, and its sample for PHP
    writes "ế" and "/" escaped. So before the first real account is connected: send one
    notification with Vietnamese letters and a slash from Casso's own pages, and see it taken;
    and let one fail, to see that the one sent after it names a new time.
    """
    return _hmac(key, f"{at}.{json_text.write(dict(body))}".encode(), "sha512")


def payos(key: str, data: Mapping[str, Any]) -> str:
    """Return `signature` over `data`: k=v in the order of the keys, joined by &.

    As payOS's own libraries write values: nothing for null, lists and objects as JSON.
    """
    pairs = (f"{name}={_as_payos(data[name])}" for name in sorted(data))
    return _hmac(key, "&".join(pairs).encode("utf-8", "surrogatepass"), "sha256")


def _as_payos(value: Any) -> str:
    if value is None or value in _NOTHING:
        return ""
    return value if isinstance(value, str) else json_text.write(value)


def _hmac(secret: str, message: bytes, kind: str) -> str:
    return hmac.new(secret.encode(), message, getattr(hashlib, kind)).hexdigest()


def sepay_signed(secret: str, signature: str, at: str, raw: bytes) -> bool:
    """Say whether SePay signed this body within the last minutes; `at` is in seconds."""
    if not _SECONDS.fullmatch(at):
        return False
    return _same(signature, sepay(secret, at, raw)) and _is_fresh(int(at))


def casso_signed(key: str, header: str, body: Mapping[str, Any]) -> bool:
    """Say whether Casso signed this within the last minutes; its `t` is in milliseconds."""
    said = _CASSO.fullmatch(header)
    if said is None:
        return False
    return _same(said["code"], casso(key, said["at"], body)) and _is_fresh(int(said["at"]) / 1000)


def payos_signed(key: str, signature: str, data: Mapping[str, Any]) -> bool:
    """Say whether payOS signed this; it signs no time, so it may come again at any time."""
    return _same(signature, payos(key, data))


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def _is_fresh(at: float) -> bool:
    return abs(clock.now().timestamp() - at) <= LATEST.total_seconds()

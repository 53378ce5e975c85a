"""How SePay, Casso and payOS tell of a transfer: the body and its signature, as each publishes.

Written from their documents, with nothing of the portal's own.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One transfer a bank has booked; `number` is the messenger's own count."""

    provider: str
    number: int
    account: str
    amount: int
    content: str
    reference: str
    booked_at: float
    outgoing: bool = False
    currency: str = "VND"

    @property
    def wall_clock(self) -> str:
        at = datetime.fromtimestamp(self.booked_at, UTC).astimezone(VIETNAM)
        return at.strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class Notice:
    """What goes over the wire."""

    path: str
    headers: Mapping[str, str]
    body: bytes


def notice_of(transfer: Transfer, secret: str, at: float) -> Notice:
    """Write and sign the notification of a transfer, sent at this moment."""
    return signed(transfer.provider, WORDS[transfer.provider](transfer), secret, at)


def signed(provider: str, said: dict[str, Any], secret: str, at: float) -> Notice:
    """Sign whatever is to be said."""
    return SIGNERS[provider](said, secret, at)


def sepay_says(transfer: Transfer) -> dict[str, Any]:
    return {
        "id": transfer.number,
        "gateway": "DemoBank",
        "transactionDate": transfer.wall_clock,
        "accountNumber": transfer.account,
        "subAccount": None,
        "code": None,
        "content": transfer.content,
        "transferType": "out" if transfer.outgoing else "in",
        "description": f"BankAPINotify {transfer.content}",
        "transferAmount": transfer.amount,
        "accumulated": 0,
        "referenceCode": transfer.reference,
    }


def casso_says(transfer: Transfer) -> dict[str, Any]:
    return {
        "error": 0,
        "data": {
            "id": transfer.number,
            "reference": transfer.reference,
            "description": transfer.content,
            "amount": -transfer.amount if transfer.outgoing else transfer.amount,
            "runningBalance": 25_000_000,
            "transactionDateTime": transfer.wall_clock,
            "accountNumber": transfer.account,
            "bankName": "DemoBank",
            "bankAbbreviation": "DMB",
            "virtualAccountNumber": "",
            "virtualAccountName": "",
            "counterAccountName": "NGUYỄN VĂN A",
            "counterAccountNumber": "8888888888",
            "counterAccountBankId": "970415",
            "counterAccountBankName": "VietinBank/HN",
        },
    }


def payos_says(transfer: Transfer) -> dict[str, Any]:
    return {
        "code": "00",
        "desc": "success",
        "success": True,
        "data": {
            "orderCode": transfer.number,
            "amount": transfer.amount,
            "description": transfer.content,
            "accountNumber": transfer.account,
            "reference": transfer.reference,
            "transactionDateTime": transfer.wall_clock,
            "currency": transfer.currency,
            "paymentLinkId": f"link-{transfer.number}",
            "code": "00",
            "desc": "Thành công",
            "counterAccountBankId": None,
            "counterAccountName": None,
            "virtualAccountNumber": "",
        },
    }


def _sign_as_sepay(said: dict[str, Any], secret: str, at: float) -> Notice:
    body, stamp = json.dumps(said).encode(), str(int(at))  # all letters escaped, as PHP does
    code = _hmac(secret, stamp.encode() + b"." + body, "sha256")
    headers = {"X-SePay-Timestamp": stamp, "X-SePay-Signature": f"sha256={code}"}
    return Notice("/transfers/sepay", headers, body)


def _sign_as_casso(said: dict[str, Any], secret: str, at: float) -> Notice:
    stamp = str(int(at * 1000))
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    code = _hmac(secret, f"{stamp}.{text}".encode(), "sha512")
    headers = {"X-Casso-Signature": f"t={stamp},v1={code}"}
    return Notice("/transfers/casso", headers, _json(said))


def _sign_as_payos(said: dict[str, Any], secret: str, _at: float) -> Notice:
    data = said["data"]
    text = "&".join(f"{name}={'' if data[name] is None else data[name]}" for name in sorted(data))
    signature = _hmac(secret, text.encode(), "sha256")
    return Notice("/transfers/payos", {}, _json({**said, "signature": signature}))


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def _hmac(secret: str, message: bytes, kind: str) -> str:
    return hmac.new(secret.encode(), message, getattr(hashlib, kind)).hexdigest()


WORDS = {"sepay": sepay_says, "casso": casso_says, "payos": payos_says}
SIGNERS = {"sepay": _sign_as_sepay, "casso": _sign_as_casso, "payos": _sign_as_payos}

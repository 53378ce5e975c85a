"""MoMo v2 as its published pages describe it, on this machine only, as its own process.

    python -m tests.fakes.momo --port 0 --partner-code DEMO --access-key … --secret-key …

It checks our signatures with code of its own, answers the same request the same, shows a page
on which a payment is made, refused or only authorised, notifies by POST until it hears 204,
and answers questions, unsigned as the real one does. For tests a payment can be made without
a notification ("lost") or with another amount, and the server can be told to fail ("broken").
"""

import argparse
import hashlib
import hmac
import itertools
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx

from tests.fakes.own_process import Handler, serve

CREATE, QUERY = "/v2/gateway/api/create", "/v2/gateway/api/query"
MOST_TRIES = 10
OUTCOMES = {"paid": 0, "refused": 1006, "authorised": 9000}
CREATE_FIELDS = [
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
]
QUERY_FIELDS = ["accessKey", "orderId", "partnerCode", "requestId"]
NOTICE_FIELDS = [
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
]

Fields = dict[str, Any]


@dataclass
class Payment:
    """One payment that was asked for, and what became of it."""

    asked: Fields
    told: Fields | None = None
    answers: list[str] = field(default_factory=list)


@dataclass
class Momo:
    """One partner's account."""

    partner_code: str
    access_key: str
    secret_key: str
    pause: float
    url: str = ""
    broken: bool = False
    payments: dict[str, Payment] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(4_000_000_001))

    def mac(self, fields: Fields, names: list[str]) -> str:
        signed = fields | {"accessKey": self.access_key}
        text = "&".join(f"{name}={signed[name]}" for name in names)
        return hmac.new(self.secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()

    def asked(self, path: str, asked: Fields) -> tuple[Fields, int]:
        """Answer a request, unless told to fail."""
        if self.broken:
            return {}, 500
        return (self.create(asked) if path == CREATE else self.query(asked)), 200

    def create(self, asked: Fields) -> Fields:
        """Begin a payment; the same request again is answered the same."""
        answer: Fields = {
            "partnerCode": self.partner_code,
            "requestId": asked.get("requestId"),
            "orderId": asked.get("orderId"),
            "amount": asked.get("amount"),
            "responseTime": _now(),
        }
        code = self._create_code(asked)
        if code == 0:
            self.payments.setdefault(asked["orderId"], Payment(asked))
            answer["payUrl"] = f"{self.url}/pay?" + urlencode({"order": asked["orderId"]})
        return answer | {"resultCode": code, "message": "Successful." if code == 0 else "No."}

    def _create_code(self, asked: Fields) -> int:
        try:
            fits = asked["signature"] == self.mac(asked, CREATE_FIELDS)
        except KeyError:
            return 20
        if not fits or asked["partnerCode"] != self.partner_code:
            return 13
        if not 1_000 <= asked["amount"] <= 50_000_000:
            return 22
        known = self.payments.get(asked["orderId"])
        if known is None or known.asked == asked:
            return 0
        return 40 if known.asked["requestId"] == asked["requestId"] else 41

    def query(self, asked: Fields) -> Fields:
        """Answer what became of a payment; 1000 while its payer has not decided."""
        answer: Fields = {
            "partnerCode": self.partner_code,
            "requestId": asked.get("requestId"),
            "orderId": asked.get("orderId"),
            "responseTime": _now(),
            "message": "Giao dịch",
            "extraData": "",
            "refundTrans": [],
        }
        if asked.get("signature") != self.mac(asked, QUERY_FIELDS):
            return answer | {"resultCode": 13}
        payment = self.payments.get(asked["orderId"])
        if payment is None:
            return answer | {"resultCode": 42, "amount": 0, "transId": 0}
        if payment.told is None:
            return answer | {"resultCode": 1000, "amount": payment.asked["amount"], "transId": 0}
        told = {name: payment.told[name] for name in ("resultCode", "amount", "transId", "payType")}
        return answer | told

    def decide(self, form: dict[str, list[str]]) -> str:
        """Take what a payer chose on the page; notify unless it gets lost."""
        chosen = {name: values[0] for name, values in form.items()}
        amount = int(chosen["amount"]) if "amount" in chosen else None
        url = self.pay(chosen["reference"], chosen["how"], amount)
        if "lost" not in chosen:
            payment = self.payments[chosen["reference"]]
            threading.Thread(target=self.notify, args=(payment,), daemon=True).start()
        return url

    def pay(self, order_id: str, how: str, amount: int | None) -> str:
        """Let the payer decide; return the address the browser goes back to."""
        payment = self.payments[order_id]
        if payment.told is None:
            code = OUTCOMES[how]
            told: Fields = {
                "partnerCode": self.partner_code,
                "orderId": order_id,
                "requestId": payment.asked["requestId"],
                "amount": amount or payment.asked["amount"],
                "orderInfo": payment.asked["orderInfo"],
                "orderType": "momo_wallet",
                "transId": next(self.numbers),
                "resultCode": code,
                "message": "Successful." if code == 0 else "Giao dịch bị từ chối.",
                "payType": "qr",
                "responseTime": _now(),
                "extraData": payment.asked["extraData"],
            }
            payment.told = told | {"signature": self.mac(told, NOTICE_FIELDS)}
        return f"{payment.asked['redirectUrl']}?{urlencode(payment.told)}"

    def notify(self, payment: Payment) -> None:
        """Notify until it is taken."""
        for _ in range(MOST_TRIES):
            try:
                told = httpx.post(payment.asked["ipnUrl"], json=payment.told, timeout=15)
                answer = str(told.status_code)
            except httpx.HTTPError:
                answer = "none"
            payment.answers.append(answer)
            if answer == "204":
                return
            time.sleep(self.pause)


def _now() -> int:
    return time.clock_gettime_ns(time.CLOCK_REALTIME) // 1_000_000


def handler(momo: Momo) -> type[Handler]:
    class MomoHandler(Handler):
        def got(self, path: str, query: str) -> None:
            if path == "/seen":
                return self.json({name: one.answers for name, one in momo.payments.items()})
            order_id = parse_qs(query).get("order", [""])[0]
            if path != "/pay" or order_id not in momo.payments:
                return self.page("404", 404)
            return self.page(_choices(momo.payments[order_id].asked))

        def posted(self, path: str, raw: bytes) -> None:
            momo.url = f"http://{self.headers['Host']}"
            if path in (CREATE, QUERY):
                return self.json(*momo.asked(path, json.loads(raw)))
            if path == "/broken":
                momo.broken = raw == b"yes"
                return self.json({})
            return self.lead(momo.decide(parse_qs(raw.decode())))

    return MomoHandler


def _choices(asked: Fields) -> str:
    buttons = "".join(f'<button name="how" value="{how}">{how}</button>' for how in OUTCOMES)
    return (
        f'{asked["amount"]} đ, {asked["orderId"]}</h1><form method="post" action="/choose">'
        f'<input type="hidden" name="reference" value="{asked["orderId"]}">{buttons}</form><h1>'
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--partner-code", required=True)
    options.add_argument("--access-key", required=True)
    options.add_argument("--secret-key", required=True)
    options.add_argument("--pause", type=float, default=0.2)
    given = options.parse_args()
    account = Momo(given.partner_code, given.access_key, given.secret_key, given.pause)
    serve(handler(account), given.port)


if __name__ == "__main__":
    main()

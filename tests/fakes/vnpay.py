"""VNPAY 2.1.0 as its published pages describe it, on this machine only, as its own process.

    python -m tests.fakes.vnpay --port 0 --tmn-code DEMOTMN1 --secret … --ipn http://…/fees/vnpay/ipn

It checks our signatures with code of its own, shows a page on which a payment is made or
called off, sends the browser back, notifies by GET until it hears 00 or 02, and answers
querydr. For tests a payment can be made without a notification ("lost") or with another
amount, and /seen tells what was answered to the notifications.
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
from urllib.parse import parse_qs, quote_plus

import httpx

from tests.fakes.own_process import Handler, serve

PAY, QUERY = "/paymentv2/vpcpay.html", "/merchant_webapi/api/transaction"
MOST_TRIES = 10
# What a payer can do there: vnp_ResponseCode, vnp_TransactionStatus.
OUTCOMES = {"paid": ("00", "00"), "cancelled": ("24", "02"), "suspicious": ("07", "07")}
REQUIRED = [
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_Amount",
    "vnp_CurrCode",
    "vnp_TxnRef",
    "vnp_OrderInfo",
    "vnp_OrderType",
    "vnp_Locale",
    "vnp_ReturnUrl",
    "vnp_IpAddr",
    "vnp_CreateDate",
    "vnp_ExpireDate",
]
QUESTION = [
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
]
ANSWER = [
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
    "vnp_PromotionCode",
    "vnp_PromotionAmount",
]


@dataclass
class Payment:
    """One payment a browser came with, and what became of it."""

    asked: dict[str, str]
    told: dict[str, str] | None = None
    answers: list[str] = field(default_factory=list)


@dataclass
class Vnpay:
    """One merchant's account."""

    tmn_code: str
    secret: str
    ipn: str
    pause: float
    payments: dict[str, Payment] = field(default_factory=dict)
    questions: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(14_000_001))

    def mac(self, text: str) -> str:
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha512).hexdigest()

    def refusal(self, query: str) -> str | None:
        """Judge an address: as it stands, sorted, without its hash."""
        pairs = [pair for pair in query.split("&") if pair]
        signed = sorted(pair for pair in pairs if not pair.startswith("vnp_SecureHash"))
        given = {name: values[0] for name, values in parse_qs(query).items()}
        if given.get("vnp_SecureHash", "").lower() != self.mac("&".join(signed)):
            return "70"
        if given["vnp_TmnCode"] != self.tmn_code:
            return "02"
        amount = given.get("vnp_Amount", "")
        if any(name not in given for name in REQUIRED) or not amount.isdigit():
            return "03"
        return None if 500_000 <= int(amount) < 100_000_000_000 else "99"

    def pay(self, reference: str, how: str, amount: str | None) -> str:
        """Make, call off or doubt a payment; return the address the browser goes back to."""
        payment = self.payments[reference]
        code, status = OUTCOMES[how]
        if payment.told is None:
            number = str(next(self.numbers)) if code != "24" else "0"
            told = {
                "vnp_Amount": amount or payment.asked["vnp_Amount"],
                "vnp_BankCode": "NCB",
                "vnp_BankTranNo": f"VNP{number}",
                "vnp_CardType": "ATM",
                "vnp_OrderInfo": payment.asked["vnp_OrderInfo"],
                "vnp_PayDate": payment.asked["vnp_CreateDate"],
                "vnp_ResponseCode": code,
                "vnp_TmnCode": self.tmn_code,
                "vnp_TransactionNo": number,
                "vnp_TransactionStatus": status,
                "vnp_TxnRef": reference,
            }
            payment.told = told
        return f"{payment.asked['vnp_ReturnUrl']}?{self.signed(payment.told)}"

    def signed(self, told: dict[str, str]) -> str:
        pairs = [f"{quote_plus(name)}={quote_plus(told[name])}" for name in sorted(told)]
        text = "&".join(pairs)
        return f"{text}&vnp_SecureHash={self.mac(text)}"

    def notify(self, payment: Payment) -> None:
        """Notify until it is taken; what was answered otherwise is told again."""
        assert payment.told is not None
        for _ in range(MOST_TRIES):
            try:
                told = httpx.get(f"{self.ipn}?{self.signed(payment.told)}", timeout=30)
                answer = str(told.json()["RspCode"])
            except (httpx.HTTPError, ValueError, KeyError):
                answer = "none"
            payment.answers.append(answer)
            if answer in ("00", "02"):
                return
            time.sleep(self.pause)

    def answer(self, asked: dict[str, str]) -> dict[str, str]:
        """Answer a question about a payment, signed over the fields of an answer."""
        answer = dict.fromkeys(ANSWER, "") | {
            "vnp_ResponseId": f"{len(self.questions):032d}",
            "vnp_Command": "querydr",
            "vnp_TmnCode": self.tmn_code,
            "vnp_TxnRef": asked.get("vnp_TxnRef", ""),
            "vnp_ResponseCode": self._code(asked),
        }
        payment = self.payments.get(answer["vnp_TxnRef"])
        if answer["vnp_ResponseCode"] == "00" and payment is not None:
            told = payment.told or {
                "vnp_Amount": payment.asked["vnp_Amount"],
                "vnp_TransactionStatus": "01",
            }
            answer |= {name: value for name, value in told.items() if name in ANSWER}
            answer |= {"vnp_ResponseCode": "00", "vnp_TransactionType": "01"}
        answer["vnp_Message"] = "Giao dịch"
        return answer | {"vnp_SecureHash": self.mac("|".join(answer[name] for name in ANSWER))}

    def _code(self, asked: dict[str, str]) -> str:
        if asked.get("vnp_SecureHash") != self.mac("|".join(asked.get(n, "") for n in QUESTION)):
            return "97"
        if asked["vnp_TmnCode"] != self.tmn_code:
            return "02"
        if asked["vnp_RequestId"] in self.questions:
            return "94"
        self.questions.add(asked["vnp_RequestId"])
        payment = self.payments.get(asked["vnp_TxnRef"])
        known = payment and payment.asked["vnp_CreateDate"] == asked["vnp_TransactionDate"]
        return "00" if known else "91"


def handler(vnpay: Vnpay) -> type[Handler]:
    class VnpayHandler(Handler):
        def got(self, path: str, query: str) -> None:
            if path == "/seen":
                seen = {name: one.answers for name, one in vnpay.payments.items()}
                return self.json(seen)
            if path != PAY:
                return self.page("404", 404)
            if refusal := vnpay.refusal(query):
                return self.page(f"code={refusal}", 400)
            asked = {name: values[0] for name, values in parse_qs(query).items()}
            vnpay.payments.setdefault(asked["vnp_TxnRef"], Payment(asked))
            return self.page(_choices(asked))

        def posted(self, path: str, raw: bytes) -> None:
            if path == QUERY:
                return self.json(vnpay.answer(json.loads(raw)))
            chosen = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
            url = vnpay.pay(chosen["reference"], chosen["how"], chosen.get("amount"))
            if "lost" not in chosen:
                payment = vnpay.payments[chosen["reference"]]
                threading.Thread(target=vnpay.notify, args=(payment,), daemon=True).start()
            return self.lead(url)

    return VnpayHandler


def _choices(asked: dict[str, str]) -> str:
    reference, amount = asked["vnp_TxnRef"], int(asked["vnp_Amount"]) // 100
    buttons = "".join(f'<button name="how" value="{how}">{how}</button>' for how in OUTCOMES)
    return (
        f'{amount} đ, {reference}</h1><form method="post" action="/choose">'
        f'<input type="hidden" name="reference" value="{reference}">{buttons}</form><h1>'
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--tmn-code", required=True)
    options.add_argument("--secret", required=True)
    options.add_argument("--ipn", required=True)
    options.add_argument("--pause", type=float, default=0.2)
    given = options.parse_args()
    account = Vnpay(given.tmn_code, given.secret, given.ipn, given.pause)
    serve(handler(account), given.port)


if __name__ == "__main__":
    main()

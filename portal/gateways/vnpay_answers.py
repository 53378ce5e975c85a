"""Reading what VNPAY says: its notifications, and its answers to a question (querydr)."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from portal.config import Vnpay
from portal.gateways.models import Outcome
from portal.gateways.said import Forged, Said, Unreadable
from portal.gateways.vnpay import HASH, VERSION, fits, hash_data, moment, read_moment, signature
from portal.kernel import clock
from portal.receiving.models import Provider

COMMAND = "querydr"
OUR_ADDRESS = "127.0.0.1"  # the protocol wants one; VNPAY sees ours by itself
ASKED = (
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
ANSWERED = (
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
)
NO_SUCH_PAYMENT = "91"
# vnp_TransactionStatus. A reversed one (04) took money at the bank and none at VNPAY: it goes
# back by itself. 05, 06 and 09 speak of money that was taken and is being sent back.
STATUSES = {
    "00": Outcome.PAID,
    "01": Outcome.OPEN,
    "04": Outcome.OPEN,
    "05": Outcome.DOUBTED,
    "06": Outcome.DOUBTED,
    "07": Outcome.DOUBTED,
    "09": Outcome.DOUBTED,
}
SUSPICIOUS = "07"  # as vnp_ResponseCode: taken, and VNPAY doubts whose it was
_AMOUNT = re.compile(r"[0-9]{1,12}00")  # a hundredth of a đồng is never paid


def notification(given: Mapping[str, str], settings: Vnpay) -> Said:
    """Read a notification or the way back of a payer; raise Forged or Unreadable."""
    if not fits(hash_data(given), given.get(HASH, ""), settings.secret):
        raise Forged
    if given.get("vnp_TmnCode") != settings.tmn_code or given.get("vnp_CurrCode", "VND") != "VND":
        raise Unreadable
    return _said(given, _outcome(given.get("vnp_ResponseCode", ""), _status(given)))


def _status(given: Mapping[str, str]) -> str:
    return given.get("vnp_TransactionStatus", "")


def _outcome(code: str, status: str) -> Outcome:
    """Weigh the two words of a notification; where they contradict, it is asked later."""
    if code == SUSPICIOUS:
        return Outcome.DOUBTED
    found = STATUSES.get(status, Outcome.FAILED)
    return Outcome.OPEN if found is Outcome.PAID and code != "00" else found


def question(reference: str, begun_at: datetime, settings: Vnpay) -> dict[str, str]:
    """Return the signed question what became of a payment begun at a moment."""
    asked = {
        "vnp_RequestId": uuid4().hex,
        "vnp_Version": VERSION,
        "vnp_Command": COMMAND,
        "vnp_TmnCode": settings.tmn_code,
        "vnp_TxnRef": reference,
        "vnp_TransactionDate": moment(begun_at),
        "vnp_CreateDate": moment(clock.now()),
        "vnp_IpAddr": OUR_ADDRESS,
        "vnp_OrderInfo": f"Hoi phi ho so {reference}",
    }
    text = "|".join(asked[name] for name in ASKED)
    return asked | {HASH: signature(text, settings.secret)}


def answer(given: Mapping[str, object], reference: str, settings: Vnpay) -> Said:
    """Read the answer about one payment; raise Forged or Unreadable.

    A payment VNPAY does not know was never made: it failed.
    """
    told = {name: "" if value is None else str(value) for name, value in given.items()}
    text = "|".join(told.get(name, "") for name in ANSWERED)
    if not fits(text, told.get(HASH, ""), settings.secret):
        raise Forged
    if told.get("vnp_TmnCode") != settings.tmn_code or told.get("vnp_TxnRef") != reference:
        raise Unreadable
    code = told.get("vnp_ResponseCode", "")
    if code == NO_SUCH_PAYMENT:
        return Said(
            provider=Provider.VNPAY,
            reference=reference,
            outcome=Outcome.FAILED,
            code=code,
            amount=0,
            transaction="",
            at=clock.now(),
        )
    if code != "00":
        raise Unreadable
    return _said(told, STATUSES.get(_status(told), Outcome.FAILED))


def _said(given: Mapping[str, str], outcome: Outcome) -> Said:
    amount = given.get("vnp_Amount", "")
    if not _AMOUNT.fullmatch(amount):
        raise Unreadable
    return Said(
        provider=Provider.VNPAY,
        reference=given.get("vnp_TxnRef", ""),
        outcome=outcome,
        code=_status(given) or given.get("vnp_ResponseCode", ""),
        amount=int(amount) // 100,
        transaction=given.get("vnp_TransactionNo", ""),
        at=_when(given.get("vnp_PayDate", "")),
    )


def _when(text: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError:
        return clock.now()  # a payment that failed has none

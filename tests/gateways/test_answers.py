"""What a provider answers counts only as it was signed, and about what was asked."""

from dataclasses import replace

import pytest

from portal.gateways import momo_answers
from portal.gateways.models import Outcome
from portal.gateways.momo_answers import pay_url
from portal.gateways.said import Forged, Unreadable
from portal.gateways.vnpay import HASH, signature
from portal.gateways.vnpay_answers import ANSWERED, answer
from tests.gateways import vectors


def answered(**changes: object) -> dict[str, object]:
    """Return an answer of VNPAY to a question, signed over what it answers with."""
    told: dict[str, object] = {
        "vnp_ResponseId": "1",
        "vnp_Command": "querydr",
        "vnp_ResponseCode": "00",
        "vnp_Message": "Giao dịch thành công",
        "vnp_TmnCode": "DEMOTMN1",
        "vnp_TxnRef": "HSSK7F3K2Q9A",
        "vnp_Amount": 500000,
        "vnp_TransactionNo": "14000001",
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": "00",
    } | changes
    text = "|".join(str(told.get(name, "")) for name in ANSWERED)
    return told | {HASH: signature(text, vectors.SECRET)}


def test_an_answer_of_vnpay_is_read() -> None:
    said = answer(answered(), "HSSK7F3K2Q9A", vectors.VNPAY)

    assert (said.outcome, said.amount, said.transaction) == (Outcome.PAID, 5_000, "14000001")
    failed = answer(answered(vnp_ResponseCode="91"), "HSSK7F3K2Q9A", vectors.VNPAY)
    assert failed.outcome is Outcome.FAILED


@pytest.mark.parametrize("name", ANSWERED)
def test_a_changed_answer_of_vnpay_is_forged(name: str) -> None:
    with pytest.raises(Forged):
        answer(answered() | {name: "x"}, "HSSK7F3K2Q9A", vectors.VNPAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"vnp_TxnRef": "HSSKAAAAAAAA"},
        {"vnp_TmnCode": "ANOTHER1"},
        {"vnp_ResponseCode": "94"},
        {"vnp_ResponseCode": "97"},
    ],
    ids=lambda changes: "-".join(changes.values()),
)
def test_an_answer_about_something_else_says_nothing(changes: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        answer(answered(**changes), "HSSK7F3K2Q9A", vectors.VNPAY)


@pytest.mark.parametrize(
    "url",
    [
        "http://pay.example",
        "javascript:alert(1)",
        "//pay.example",
        "http://momo.example:81",
        7,
        None,
    ],
    ids=repr,
)
def test_momo_leads_to_no_address_without_tls(url: object) -> None:
    settings = replace(vectors.MOMO, url="http://momo.example:80")

    with pytest.raises(Unreadable):
        pay_url({"resultCode": 0, "payUrl": url}, settings)


def test_momo_leads_to_its_page_when_it_agreed() -> None:
    created = {"resultCode": 0, "payUrl": "https://pay.example/1"}

    assert pay_url(created, vectors.MOMO) == "https://pay.example/1"
    with pytest.raises(Unreadable):
        pay_url(created | {"resultCode": 13}, vectors.MOMO)


@pytest.mark.parametrize("code", [10, 13, 20, 40, 99])
def test_a_refused_question_of_momo_says_nothing_of_the_payment(code: int) -> None:
    told = {"partnerCode": "DEMO", "orderId": "HSSK7F3K2Q9A", "resultCode": code}

    with pytest.raises(Unreadable):
        momo_answers.answer(told, "HSSK7F3K2Q9A", vectors.MOMO)


@pytest.mark.parametrize("name", ["partnerCode", "orderId"])
def test_an_answer_of_momo_about_something_else_says_nothing(name: str) -> None:
    told = {"partnerCode": "DEMO", "orderId": "HSSK7F3K2Q9A", "resultCode": 1006}
    assert momo_answers.answer(told, "HSSK7F3K2Q9A", vectors.MOMO).outcome is Outcome.FAILED

    with pytest.raises(Unreadable):
        momo_answers.answer(told | {name: "ANOTHER"}, "HSSK7F3K2Q9A", vectors.MOMO)

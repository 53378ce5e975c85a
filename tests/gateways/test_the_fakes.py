"""The fake providers refuse what the real ones refuse: a wrong signature, and requests twice."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from portal.config import Momo
from portal.gateways import momo, vnpay_answers
from portal.kernel import clock
from tests.gateways import vectors
from tests.gateways.outside import Outside, outside

HERE = "http://localhost/fees/momo"


@pytest.fixture(scope="module")
def there() -> Iterator[Outside]:
    with outside() as found:
        yield found


def _created(there: Outside, settings: Momo, reference: str, amount: int = 5_000) -> int:
    body = momo.payment(
        reference=reference,
        amount=amount,
        redirect_url=HERE,
        ipn_url=HERE,
        language="vi",
        settings=settings,
    )
    return int(httpx.post(there.momo + momo.CREATE, json=body).json()["resultCode"])


def test_momo_checks_who_asks_and_for_how_much(there: Outside) -> None:
    another = replace(vectors.MOMO, secret_key="another")

    assert _created(there, vectors.MOMO, "HSSKAAAAAAAA") == 0
    assert _created(there, vectors.MOMO, "HSSKAAAAAAAA") == 0, "the same again"
    assert _created(there, vectors.MOMO, "HSSKAAAAAAAA", 6_000) == 40
    assert _created(there, another, "HSSKBBBBBBBB") == 13
    assert _created(there, vectors.MOMO, "HSSKBBBBBBBB", 999) == 22
    question = momo.question("HSSKAAAAAAAA", "1", another)
    assert httpx.post(there.momo + momo.QUERY, json=question).json()["resultCode"] == 13


def test_vnpay_checks_who_asks_and_that_each_question_is_new(there: Outside) -> None:
    url = f"{there.vnpay}/merchant_webapi/api/transaction"
    asked = vnpay_answers.question("HSSKAAAAAAAA", clock.now(), vectors.VNPAY)
    forged = asked | {"vnp_TxnRef": "HSSKBBBBBBBB"}

    codes = [
        httpx.post(url, json=body).json()["vnp_ResponseCode"] for body in (forged, asked, asked)
    ]

    assert codes == ["97", "91", "94"]

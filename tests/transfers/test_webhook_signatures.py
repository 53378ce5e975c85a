"""What providers sign, by the samples they publish and by samples made with an invented key."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.transfers import json_text, signatures
from portal.transfers.json_text import Unreadable
from tests.conftest import Time

KEY = "DEMO-SECRET-NOT-REAL"

SEPAY_AT = "1795312992"
SEPAY_BODY = (
    b'{"id": 9000001, "gateway": "DemoBank", "transactionDate": "2026-11-22 09:03:12", '
    b'"accountNumber": "1234567890", "subAccount": null, "code": "HSSK7F3K2Q9A", '
    b'"content": "MBVCB.1.HSSK7F3K2Q9A.CT tu LO THI VI DU", "transferType": "in", '
    b'"description": "", "transferAmount": 5000, "accumulated": 0, '
    b'"referenceCode": "FT26327000001"}'
)
SEPAY_CODE = "sha256=cf760d5b5e252caf9627502d5f0975a12817bb34ebee14433effcbf9b2207cb1"

# From Casso's page on checking webhook v2.
CASSO_KEY = "mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs"
CASSO_BODY = {
    "error": 0,
    "data": {
        "id": 0,
        "reference": "MA_GIAO_DICH_THU_NGHIEM",
        "description": "giao dich thu nghiem",
        "amount": 599000,
        "runningBalance": 25000000,
        "transactionDateTime": "2024-10-03 15:06:37",
        "accountNumber": "88888888",
        "bankName": "VPBank",
        "bankAbbreviation": "VPB",
        "virtualAccountNumber": "",
        "virtualAccountName": "",
        "counterAccountName": "NGUYEN VAN A",
        "counterAccountNumber": "8888888888",
        "counterAccountBankId": "970415",
        "counterAccountBankName": "VietinBank",
    },
}
CASSO_AT = "1727948258788"
CASSO_CODE = (
    "ed0a4bd2e826d5cb69988cdb141e6c1a080e21f3b57eb72cd78192220042b9e7"
    "dde0868fc667faea8e224900fa7904e7c88dfa098032fb2d6b6996856e8b7ff3"
)

# From payOS's page on checking data with the signature.
PAYOS_KEY = "1a54716c8f0efb2744fb28b6e38b25da7f67a925d98bc1c18bd8faaecadd7675"
PAYOS_DATA = {
    "orderCode": 123,
    "amount": 3000,
    "description": "VQRIO123",
    "accountNumber": "12345678",
    "reference": "TF230204212323",
    "transactionDateTime": "2023-02-04 18:25:00",
    "currency": "VND",
    "paymentLinkId": "124c33293c43417ab7879e14c8d9eb18",
    "code": "00",
    "desc": "Thành công",
    "counterAccountBankId": "",
    "counterAccountBankName": "",
    "counterAccountName": "",
    "counterAccountNumber": "",
    "virtualAccountName": "",
    "virtualAccountNumber": "",
}
PAYOS_CODE = "412e915d2871504ed31be63c8f62a149a4410d34c4c42affc9006ef9917eaa03"

OURS = {
    "orderCode": 123456,
    "amount": 5000,
    "description": "HSSK7F3K2Q9A",
    "accountNumber": "1234567890",
    "reference": "FT26327000001",
    "transactionDateTime": "2026-11-22 09:03:12",
    "currency": "VND",
    "paymentLinkId": "demo-link",
    "code": "00",
    "desc": "success",
    "counterAccountBankId": None,
    "counterAccountBankName": None,
    "counterAccountName": None,
    "counterAccountNumber": None,
    "virtualAccountName": None,
    "virtualAccountNumber": "",
}
OURS_CODE = "3268c381dc09a184078188a27d3ac95e9805f1cf68eb24149b0d750ae9069dc6"


def test_sepays_sample_is_signed_over_its_body_as_it_came(time: Time) -> None:
    time.now = datetime.fromtimestamp(int(SEPAY_AT), UTC)

    assert signatures.sepay(KEY, SEPAY_AT, SEPAY_BODY) == SEPAY_CODE
    assert signatures.sepay_signed(KEY, SEPAY_CODE, SEPAY_AT, SEPAY_BODY)
    written_again = json.dumps(json.loads(SEPAY_BODY)).encode()[:-1] + b" }"
    assert not signatures.sepay_signed(KEY, SEPAY_CODE, SEPAY_AT, written_again)
    assert not signatures.sepay_signed(KEY, SEPAY_CODE, str(int(SEPAY_AT) + 1), SEPAY_BODY)
    assert not signatures.sepay_signed(KEY + "x", SEPAY_CODE, SEPAY_AT, SEPAY_BODY)
    assert not signatures.sepay_signed(KEY, SEPAY_CODE.removeprefix("sha256="), "", SEPAY_BODY)


def test_cassos_own_sample_is_signed_over_its_sorted_keys(time: Time) -> None:
    time.now = datetime.fromtimestamp(int(CASSO_AT) / 1000, UTC)
    header = f"t={CASSO_AT},v1={CASSO_CODE}"
    other = {**CASSO_BODY, "data": {**CASSO_BODY["data"], "amount": 599001}}  # type: ignore[dict-item]

    assert signatures.casso(CASSO_KEY, CASSO_AT, CASSO_BODY) == CASSO_CODE
    assert signatures.casso_signed(CASSO_KEY, header, CASSO_BODY)
    assert not signatures.casso_signed(CASSO_KEY, header, other)
    assert not signatures.casso_signed(CASSO_KEY, f"t=1{CASSO_AT},v1={CASSO_CODE}", CASSO_BODY)


@pytest.mark.parametrize("header", ["", "t=,v1=", CASSO_CODE, f"t=²,v1={CASSO_CODE}", "v1=ab,t=1"])
def test_a_header_casso_never_sends_signs_nothing(header: str) -> None:
    assert not signatures.casso_signed(CASSO_KEY, header, CASSO_BODY)


@pytest.mark.parametrize("late", [-301, 301])
def test_a_signature_of_more_than_five_minutes_ago_or_ahead_counts_no_more(
    time: Time, late: int
) -> None:
    time.now = datetime.fromtimestamp(int(SEPAY_AT) + late, UTC)
    assert not signatures.sepay_signed(KEY, SEPAY_CODE, SEPAY_AT, SEPAY_BODY)

    time.now = datetime.fromtimestamp(int(CASSO_AT) / 1000 + late, UTC)
    header = f"t={CASSO_AT},v1={CASSO_CODE}"
    assert not signatures.casso_signed(CASSO_KEY, header, CASSO_BODY)


def test_payoss_own_sample_and_one_with_empty_values_are_signed_over_sorted_pairs() -> None:
    assert signatures.payos_signed(PAYOS_KEY, PAYOS_CODE, PAYOS_DATA)
    assert signatures.payos_signed(KEY, OURS_CODE, OURS)
    assert not signatures.payos_signed(KEY, OURS_CODE, {**OURS, "amount": 50000})
    assert not signatures.payos_signed(KEY, OURS_CODE, {**OURS, "extra": ""})
    assert not signatures.payos_signed(KEY, "", OURS)


def test_payos_signs_words_for_truth_and_json_for_lists() -> None:
    data = {"b": True, "a": [{"y": 1, "x": "ế"}], "c": None, "d": "null", "e": 1.0}

    assert signatures.payos(KEY, data) == signatures.payos(
        KEY, {"a": '[{"x":"ế","y":1}]', "b": "true", "c": "", "d": "", "e": "1"}
    )


# Left: what Python has; right: what JSON.stringify answers in a browser's console.
AS_JAVASCRIPT = [
    (0, "0"),
    (-0.0, "0"),
    (5000.0, "5000"),
    (0.1, "0.1"),
    (-2.5, "-2.5"),
    (1e20, "100000000000000000000"),
    (1e21, "1e+21"),
    (1.5e-7, "1.5e-7"),
    (0.000001, "0.000001"),
    (2**53, "9007199254740992"),
    (2**53 + 1, "9007199254740992"),
    (123456789012345678901, "123456789012345680000"),
    (True, "true"),
    (None, "null"),
    ("ế / \u2028", '"ế / \u2028"'),
    ('"\\\b\f\n\r\t\x1f\x7f', '"\\"\\\\\\b\\f\\n\\r\\t\\u001f\x7f"'),
    ("\ud83d", '"\\ud83d"'),
    ("\U0001f600", '"\U0001f600"'),
    ({"b": 1, "a": [2, {"d": {}, "c": []}]}, '{"a":[2,{"c":[],"d":{}}],"b":1}'),
    ({"\uffff": 1, "\U00010000": 2}, '{"\U00010000":2,"\uffff":1}'),
]


@pytest.mark.parametrize(("value", "text"), AS_JAVASCRIPT, ids=range(len(AS_JAVASCRIPT)))
def test_values_are_written_as_javascript_writes_them(value: Any, text: str) -> None:
    assert json_text.write(value) == text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 123456789012345678901}',
        b'{"a": "\xff"}',
        b'{"a": ' + b"[" * 8_000 + b"]" * 8_000 + b"}",
    ],
    ids=range(11),
)
def test_what_two_readers_could_read_differently_is_not_read(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        json_text.read(raw)

"""What is signed, how, and that nothing of it can be changed."""

from datetime import UTC, datetime
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import Vnpay
from portal.gateways import momo, momo_answers, vnpay, vnpay_answers
from portal.gateways.models import Outcome
from portal.gateways.said import Forged, Said, Unreadable
from portal.receiving.models import Provider
from tests.gateways import vectors

MINUTE = datetime(2026, 11, 22, 2, 3, 12, tzinfo=UTC)
PAID = partial(Said, reference="HSSK7F3K2Q9A", outcome=Outcome.PAID, amount=5_000, at=MINUTE)


def test_an_address_of_vnpay_is_signed_as_published() -> None:
    url = vnpay.signed_url("https://pay.example/pay", vectors.VNPAY_PAYMENT, vectors.SECRET)

    assert vnpay.hash_data(vectors.VNPAY_PAYMENT) == vectors.VNPAY_PAYMENT_TEXT
    assert url == (
        f"https://pay.example/pay?{vectors.VNPAY_PAYMENT_TEXT}"
        f"&vnp_SecureHash={vectors.VNPAY_PAYMENT_HASH}"
    )


def test_a_payment_is_a_hundred_times_the_dong_on_a_vietnamese_clock() -> None:
    built = vnpay.payment(
        tmn_code="DEMOTMN1",
        reference="HSSK7F3K2Q9A",
        amount=5_000,
        locale="vn",
        return_url=vectors.VNPAY_PAYMENT["vnp_ReturnUrl"],
        ip="203.0.113.9",
        begun_at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
        expires_at=datetime(2026, 11, 22, 2, 15, tzinfo=UTC),
    )

    assert built == vectors.VNPAY_PAYMENT | {"vnp_OrderInfo": "Nop phi ho so HSSK7F3K2Q9A"}


def test_a_moment_of_new_years_night_is_of_the_vietnamese_year() -> None:
    assert vnpay.moment(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == "20270101000000"
    assert vnpay.read_moment("20270101000000") == datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


def test_a_notification_of_vnpay_is_read() -> None:
    said = vnpay_answers.notification(vectors.VNPAY_NOTIFICATION, vectors.VNPAY)

    assert said == PAID(provider=Provider.VNPAY, code="00", transaction="14000001")


def test_a_notification_of_momo_is_read() -> None:
    said = momo_answers.notification(vectors.MOMO_NOTIFICATION, vectors.MOMO)

    assert said == PAID(provider=Provider.MOMO, code="0", transaction="4000000001")


@given(st.sampled_from(sorted(vectors.VNPAY_NOTIFICATION)), st.text(max_size=40))
def test_a_changed_parameter_of_vnpay_breaks_the_signature(name: str, value: str) -> None:
    genuine = vectors.VNPAY_NOTIFICATION
    if value.lower() == genuine[name]:
        return

    with pytest.raises(Forged):
        vnpay_answers.notification(genuine | {name: value}, vectors.VNPAY)


@given(
    st.sampled_from(sorted(vectors.MOMO_NOTIFICATION)),
    st.text(max_size=40) | st.integers() | st.characters(categories=["Cs"]),
)
def test_a_changed_field_of_momo_breaks_the_signature(name: str, value: str | int) -> None:
    genuine = vectors.MOMO_NOTIFICATION
    if str(value) == str(genuine[name]):
        return

    with pytest.raises(Forged):
        momo_answers.notification(genuine | {name: value}, vectors.MOMO)


@pytest.mark.parametrize("name", sorted(vectors.VNPAY_NOTIFICATION))
def test_a_missing_parameter_of_vnpay_breaks_the_signature(name: str) -> None:
    some = {key: value for key, value in vectors.VNPAY_NOTIFICATION.items() if key != name}

    with pytest.raises(Forged):
        vnpay_answers.notification(some, vectors.VNPAY)


@pytest.mark.parametrize("name", sorted(set(vectors.MOMO_NOTIFICATION) - {"extraData"}))
def test_a_missing_field_of_momo_breaks_the_signature(name: str) -> None:
    some = {key: value for key, value in vectors.MOMO_NOTIFICATION.items() if key != name}

    with pytest.raises(Forged):
        momo_answers.notification(some, vectors.MOMO)


@pytest.mark.parametrize("value", [None, True, 5000.0, ["5000"], {"amount": 5000}], ids=repr)
def test_a_field_of_momo_that_is_neither_text_nor_number_is_not_read(value: object) -> None:
    with pytest.raises(Unreadable):
        momo_answers.notification(vectors.MOMO_NOTIFICATION | {"amount": value}, vectors.MOMO)


def test_what_others_put_into_the_address_does_not_count() -> None:
    vnpay_answers.notification(vectors.VNPAY_NOTIFICATION | {"utm_source": "x"}, vectors.VNPAY)


def signed(**changes: str) -> dict[str, str]:
    """Return the notification with other values, signed anew."""
    changed = vectors.VNPAY_NOTIFICATION | changes
    changed[vnpay.HASH] = vnpay.signature(vnpay.hash_data(changed), vectors.SECRET)
    return changed


@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        ("00", "00", Outcome.PAID),
        ("07", "00", Outcome.DOUBTED),
        ("07", "07", Outcome.DOUBTED),
        ("00", "07", Outcome.DOUBTED),
        ("00", "01", Outcome.OPEN),
        ("99", "04", Outcome.OPEN),
        ("24", "00", Outcome.OPEN),
        ("24", "02", Outcome.FAILED),
        ("11", "02", Outcome.FAILED),
    ],
)
def test_both_words_of_vnpay_decide(code: str, status: str, outcome: Outcome) -> None:
    given = signed(vnp_ResponseCode=code, vnp_TransactionStatus=status)

    assert vnpay_answers.notification(given, vectors.VNPAY).outcome is outcome


@pytest.mark.parametrize(
    "changes",
    [
        {"vnp_TmnCode": "ANOTHER1"},
        {"vnp_CurrCode": "USD"},
        {"vnp_Amount": "500050"},
        {"vnp_Amount": "-500000"},
        {"vnp_Amount": "5e5"},
        {"vnp_Amount": "99999999999900"},
        {"vnp_Amount": "0"},
        {"vnp_TransactionNo": "0"},
        {"vnp_TransactionNo": ""},
        {"vnp_TxnRef": "a b"},
    ],
    ids=lambda changes: "-".join(f"{name}={value}" for name, value in changes.items()),
)
def test_signed_nonsense_of_vnpay_is_not_read(changes: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        vnpay_answers.notification(signed(**changes), vectors.VNPAY)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (0, Outcome.PAID),
        *((code, Outcome.OPEN) for code in (1000, 7000, 7002, 8000, 9000)),
        *((code, Outcome.FAILED) for code in (42, 1001, 1002, 1004, 1005, 1006)),
    ],
)
def test_only_one_code_of_momo_is_paid(code: int, outcome: Outcome) -> None:
    told = vectors.MOMO_NOTIFICATION | {"resultCode": code}

    assert momo_answers.answer(told, "HSSK7F3K2Q9A", vectors.MOMO).outcome is outcome


def test_a_question_to_vnpay_is_signed_in_its_own_order() -> None:
    asked = vnpay_answers.question("HSSK7F3K2Q9A", MINUTE, vectors.VNPAY)

    text = "|".join(
        (
            asked["vnp_RequestId"],
            "2.1.0",
            "querydr",
            "DEMOTMN1",
            "HSSK7F3K2Q9A",
            "20261122090312",
            asked["vnp_CreateDate"],
            asked["vnp_IpAddr"],
            asked["vnp_OrderInfo"],
        )
    )
    assert asked["vnp_SecureHash"] == vnpay.signature(text, vectors.SECRET)


def test_a_request_to_momo_keeps_the_access_key_to_itself() -> None:
    asked = momo.payment(
        reference="HSSK7F3K2Q9A",
        amount=5_000,
        redirect_url="https://portal.example/back",
        ipn_url="https://portal.example/ipn",
        language="vi",
        settings=vectors.MOMO,
    )

    assert asked["signature"] == momo.signature(
        "accessKey=DEMOACCESS&amount=5000&extraData=&ipnUrl=https://portal.example/ipn"
        "&orderId=HSSK7F3K2Q9A&orderInfo=Nop phi ho so HSSK7F3K2Q9A&partnerCode=DEMO"
        "&redirectUrl=https://portal.example/back&requestId=HSSK7F3K2Q9A-1"
        "&requestType=captureWallet",
        vectors.SECRET,
    )
    assert "DEMOACCESS" not in str(asked)


def test_a_blank_in_a_secret_address_stays_a_blank() -> None:
    """The text a payer reads comes back as it was: + is a blank, and %2B a plus."""
    parameters = {"vnp_OrderInfo": "a b+c&d=e/đ"}
    url = vnpay.signed_url("https://pay.example/pay", parameters, "secret")

    assert dict(parse_qsl(urlsplit(url).query)) == parameters | {
        "vnp_SecureHash": vnpay.signature(vnpay.hash_data(parameters), "secret")
    }
    assert vnpay.fits(vnpay.hash_data(parameters), url[-128:].upper(), "secret")


def test_a_secret_is_in_no_repr() -> None:
    assert vectors.SECRET not in repr((vectors.VNPAY, vectors.MOMO, Vnpay(secret=vectors.SECRET)))

"""The text of a VietQR, beside the published examples and a reader of our own."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fees.vietqr import Transfer, crc16, payload

# NAPAS QR Format T&C 1.0 (09/2021), sections 6.1.1 to 6.1.4. The first names a length of 12
# before an account of 13 digits, so it can be checked and not be written.
OFFICIAL = (
    "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5",
    "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
        "530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E"
    ),
    (
        "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC"
        "530370454061800005802VN62340107NPS68690819thanh toan don hang6304A203"
    ),
)
ACCOUNT, CARD = ("970403", "0011012345678"), ("970403", "9704031101234567")
EXAMPLES = {
    "a card, static": (Transfer(bin=CARD[0], account=CARD[1], service="QRIBFTTC"), OFFICIAL[1]),
    "an account with amount": (
        Transfer(
            bin=ACCOUNT[0], account=ACCOUNT[1],
            amount=180_000, bill="NPS6869", purpose="thanh toan don hang",
        ),
        OFFICIAL[2],
    ),
    "a card with amount": (
        Transfer(
            bin=CARD[0], account=CARD[1], service="QRIBFTTC",
            amount=180_000, bill="NPS6869", purpose="thanh toan don hang",
        ),
        OFFICIAL[3],
    ),
    "a household of five": (
        Transfer(bin="970436", account="1234567890", amount=5_000, purpose="HSSK7F3K2Q9A"),
        "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA5303704540450005802VN62160812HSSK7F3K2Q9A630400E7",
    ),
    "static without amount": (
        Transfer(bin="970436", account="1234567890"),
        "00020101021138540010A00000072701240006970436011012345678900208QRIBFTTA53037045802VN6304BE57",
    ),
}  # fmt: skip


def _fields(text: str) -> Iterator[tuple[str, str]]:
    while text:
        found = re.match(r"(\d\d)(\d\d)", text)
        assert found, text
        end = 4 + int(found[2])
        assert len(text) >= end, text
        yield found[1], text[4:end]
        text = text[end:]


@pytest.mark.parametrize(
    ("transfer", "text"), EXAMPLES.values(), ids=[name.replace(" ", "-") for name in EXAMPLES]
)
def test_the_text_is_the_published_one(transfer: Transfer, text: str) -> None:
    assert payload(transfer) == text


def test_the_check_sum_is_the_one_of_the_standard() -> None:
    assert f"{crc16('123456789'):04X}" == "29B1"


@pytest.mark.parametrize("text", OFFICIAL, ids=["F4E5", "4F52", "2E2E", "A203"])
def test_the_check_sums_of_the_official_examples_are_right(text: str) -> None:
    assert f"{crc16(text[:-4]):04X}" == text[-4:]


@given(
    bank=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.from_regex(r"[0-9A-Z]{4,19}", fullmatch=True),
    amount=st.integers(1, 10**13 - 1),
    purpose=st.from_regex(r"HSSK[2-9A-HJ-NP-Z]{8}", fullmatch=True),
)
def test_what_is_written_is_read_back(bank: str, account: str, amount: int, purpose: str) -> None:
    text = payload(Transfer(bin=bank, account=account, amount=amount, purpose=purpose))

    read = dict(_fields(text))
    merchant = dict(_fields(read["38"]))
    assert merchant["00"] == "A000000727"
    assert dict(_fields(merchant["01"])) == {"00": bank, "01": account}
    assert merchant["02"] == "QRIBFTTA"
    assert (read["01"], read["53"], read["54"], read["58"]) == ("12", "704", str(amount), "VN")
    assert dict(_fields(read["62"])) == {"08": purpose}
    assert read["63"] == f"{crc16(text[:-4]):04X}"
    assert list(read) == sorted(read)


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer(bin="97043", account="1"),
        Transfer(bin="97O436", account="1"),
        Transfer(bin="970436", account="1", amount=0),
        Transfer(bin="970436", account="1", amount=-5),
        Transfer(bin="970436", account="1", amount=10**13),
        Transfer(bin="970436", account="1", purpose="nộp phí"),
        Transfer(bin="970436", account="1", purpose="x" * 100),
    ],
    ids=["short", "letter", "nothing", "negative", "too-much", "accents", "too-long"],
)
def test_what_the_format_cannot_say_is_refused(transfer: Transfer) -> None:
    with pytest.raises(ValueError, match=r"digits|ASCII"):
        payload(transfer)

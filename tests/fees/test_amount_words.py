"""An amount in words, as a cashier reads it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fees.amount_words import MOST, in_words

READ = {
    0: "Không đồng",
    1_000: "Một nghìn đồng",
    1_010: "Một nghìn không trăm mười đồng",
    4_000: "Bốn nghìn đồng",
    5_000: "Năm nghìn đồng",
    11_000: "Mười một nghìn đồng",
    14_000: "Mười bốn nghìn đồng",
    15_000: "Mười lăm nghìn đồng",
    20_000: "Hai mươi nghìn đồng",
    21_000: "Hai mươi mốt nghìn đồng",
    24_000: "Hai mươi bốn nghìn đồng",
    25_000: "Hai mươi lăm nghìn đồng",
    31_500: "Ba mươi mốt nghìn năm trăm đồng",
    105_000: "Một trăm linh năm nghìn đồng",
    111_000: "Một trăm mười một nghìn đồng",
    1_000_005: "Một triệu không trăm linh năm đồng",
    2_000_000_000: "Hai tỷ đồng",
    999_999_999_999: (
        "Chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu"
        " chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng"
    ),
}
UNITS = {
    word: number
    for number, words in enumerate(
        ("không", "một mốt", "hai", "ba", "bốn tư", "năm lăm", "sáu", "bảy", "tám", "chín")
    )
    for word in words.split()
}
POWERS = {"nghìn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000}


def _number(words: str) -> int:
    """Read an amount as a listener adds it up: hundreds, tens, ones, then the power."""
    total = group = 0
    for word in words.lower().removesuffix(" đồng").split():
        if word in POWERS:
            total, group = total + group * POWERS[word], 0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group += 9 * (group % 10)  # the two of "hai mươi" was counted as ones
        elif word == "mười":
            group += 10
        elif word != "linh":
            group += UNITS[word]
    return total + group


@pytest.mark.parametrize(("amount", "words"), READ.items(), ids=map(str, READ))
def test_an_amount_is_read_as_cashiers_do(amount: int, words: str) -> None:
    assert in_words(amount) == words


def test_every_small_amount_reads_back_and_is_well_spaced() -> None:
    for amount in (*range(100_000), *range(100_000, 1_000_000, 1_000)):
        words = in_words(amount)
        assert _number(words) == amount, words
        assert "  " not in words, amount


@given(st.integers(0, MOST))
def test_larger_amounts_read_back(amount: int) -> None:
    words = in_words(amount)

    assert _number(words) == amount
    assert re.fullmatch(r"[^\W\d_]+( [^\W\d_]+)*", words)
    assert words[0].isupper()
    assert words[1:].islower()


@pytest.mark.parametrize("amount", [-1, MOST + 1])
def test_what_no_receipt_says_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="between"):
        in_words(amount)

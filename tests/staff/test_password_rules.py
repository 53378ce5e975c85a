"""Which passwords are accepted."""

import pytest

from portal.kernel import crypto
from portal.kernel.errors import RuleBroken
from portal.staff.password import parse_new

KNOWN = ("quan", "Lê Minh Quân", "Trạm Y tế xã Đồng Sen")


@pytest.mark.parametrize("good", ["bốn con trâu trắng", "xanh-vang-7-do", "k4 h0a cai", "x9!fTq2z"])
def test_a_password_nobody_guesses_is_kept_as_typed(good: str) -> None:
    assert parse_new(good, KNOWN) == good


@pytest.mark.parametrize(
    "weak",
    [
        "1234567", "12345678", "aaaaaaaa", "abababab", "qwertyui", "password1", "matkhau123",
        "Matkhau@2026", "leminhquan", "LêMinhQuân1", "quan1990", "tramyte2026", "dongsen123",
        "hoa1hoa1", "abcdabcdabcd", "p@ssw0rd", "M@tKh@u!", "19790412", "0912345678",
        "099195000123",
    ],
)  # fmt: skip
def test_a_password_others_try_first_is_refused(weak: str) -> None:
    with pytest.raises(RuleBroken):
        parse_new(weak, KNOWN)


def test_a_password_has_a_greatest_length() -> None:
    with pytest.raises(RuleBroken):
        parse_new("bốn con trâu trắng " * 20, KNOWN)


def test_what_is_stored_is_a_slow_salted_hash() -> None:
    once, twice = (crypto.hash_secret("bốn con trâu trắng") for _each in range(2))

    assert once.startswith("$argon2id$")
    assert once != twice
    assert crypto.secret_matches(once, "bốn con trâu trắng")
    assert not crypto.secret_matches(once, "bốn con trâu đen")

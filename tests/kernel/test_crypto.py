"""Sealed values open in their own column only."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import crypto
from tests.conftest import KEY_RING


@pytest.fixture
def two_keys() -> Iterator[crypto.KeyRing]:
    ring = crypto.KeyRing({1: bytes(range(32)), 2: bytes(range(1, 33))})
    crypto.use(ring)
    yield ring
    crypto.use(KEY_RING)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert crypto.unseal("phone.number", crypto.seal("phone.number", text)) == text


def test_a_value_moved_to_another_column_does_not_open() -> None:
    sealed = crypto.seal("phone.number", "+84900000123")

    with pytest.raises(crypto.SealBroken):
        crypto.unseal("identifier.value", sealed)


@given(st.integers(min_value=0, max_value=40))
def test_a_changed_byte_does_not_open(position: int) -> None:
    sealed = bytearray(crypto.seal("phone.number", "+84900000123"))
    sealed[position % len(sealed)] ^= 1

    with pytest.raises(crypto.SealBroken):
        crypto.unseal("phone.number", bytes(sealed))


def test_the_newest_key_seals_and_older_ones_still_open(two_keys: crypto.KeyRing) -> None:
    crypto.use(crypto.KeyRing({1: bytes(range(32))}))
    old = crypto.seal("phone.number", "old")
    crypto.use(two_keys)

    assert crypto.unseal("phone.number", old) == "old"
    assert crypto.seal("phone.number", "new")[1:3] == b"\x00\x02"


def test_a_new_key_changes_no_blind_index(two_keys: crypto.KeyRing) -> None:
    with_two = crypto.blind_index("personal_id", "999195000123")
    crypto.use(KEY_RING)

    assert crypto.blind_index("personal_id", "999195000123") == with_two


def test_the_index_of_a_phone_is_not_the_index_of_an_id() -> None:
    assert crypto.blind_index("phone", "123") != crypto.blind_index("personal_id", "123")


def test_a_secret_matches_its_own_hash_only() -> None:
    stored = crypto.hash_secret("314159")

    assert crypto.secret_matches(stored, "314159")
    assert not crypto.secret_matches(stored, "314158")
    assert "314159" not in stored

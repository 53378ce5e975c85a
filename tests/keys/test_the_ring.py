"""Keys come and go in one file, and what must outlast them does."""

import re
import stat
from pathlib import Path

import pytest

from portal.config import ROOT
from portal.kernel import crypto, keyring, ring_in_use
from portal.kernel.keyring import LASTING, KeyRing
from portal.keys import ring_file as changes

OTHERS = {"field", "blind-index", "pepper", "audit-sign"}


def test_a_new_key_is_known_before_anybody_seals_with_it(ring_file: Path) -> None:
    added = changes.add(ring_file)

    assert (added.ids, added.active) == ((1, 2), 1)
    assert changes.activate(ring_file, 2).active == 2
    assert KeyRing.read(ring_file).active == 2


def test_the_file_stays_its_owners_and_no_copy_is_left_behind(ring_file: Path) -> None:
    changes.add(ring_file)

    assert stat.S_IMODE(ring_file.stat().st_mode) == 0o400
    assert [path.name for path in ring_file.parent.iterdir()] == ["keyring.json"]


def test_a_removed_key_opens_no_field_and_finds_what_it_found(ring_file: Path) -> None:
    sealed = crypto.seal("phone.number", "+84900000123")
    found, signed = crypto.blind_index("phone", "1"), crypto.ring().derive("audit-sign", 1)
    new_purpose = crypto.ring().derive("later", 1)
    changes.add(ring_file)
    changes.activate(ring_file, 2)

    crypto.use(changes.remove(ring_file, 1))

    with pytest.raises(crypto.SealBroken):
        crypto.unseal("phone.number", sealed)
    assert crypto.blind_index("phone", "1") == found
    assert crypto.ring().derive("audit-sign", 1) == signed
    assert KeyRing({1: new_purpose}).derive("a purpose to come", 1) == crypto.ring().derive(
        "a purpose to come", 1
    )


@pytest.mark.parametrize("kid", [1, 7])
def test_the_active_key_and_a_foreign_one_cannot_be_removed(ring_file: Path, kid: int) -> None:
    before = ring_file.read_text()

    with pytest.raises(ValueError, match="cannot be removed"):
        changes.remove(ring_file, kid)
    assert ring_file.read_text() == before


def test_every_purpose_a_stored_value_needs_outlasts_its_key() -> None:
    """A purpose missing from the list would be lost with the first key that is removed."""
    named = set(OTHERS)
    for path in (ROOT / "portal").rglob("*.py"):
        named |= set(re.findall(r'crypto\.mac\(\s*"([a-z-]+)"', path.read_text()))

    assert named - {"field"} == set(LASTING)


def test_a_process_opens_at_once_what_another_has_sealed_with_a_new_key(ring_file: Path) -> None:
    changes.add(ring_file)
    other = ring_in_use.RingInUse(KeyRing.read(ring_file))
    changes.activate(ring_file, 2)
    mine, theirs = crypto.ring(), other.look_again()
    head = (2).to_bytes(2, "big")
    body = theirs.cipher(2).encrypt(bytes(12), b"new", b"phone.number" + head)

    assert mine.active == 1
    assert crypto.unseal("phone.number", crypto.FORMAT + head + bytes(12) + body) == "new"


def test_a_process_seals_with_the_new_key_after_its_next_look(
    ring_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes.add(ring_file)
    changes.activate(ring_file, 2)
    assert crypto.key_id(crypto.seal("phone.number", "old")) == 1

    monkeypatch.setattr(ring_in_use, "SECONDS_BETWEEN_LOOKS", 0)

    assert crypto.key_id(crypto.seal("phone.number", "new")) == 2


def test_a_file_replaced_between_being_read_and_being_used_is_read_again(ring_file: Path) -> None:
    read = KeyRing.read(ring_file)
    changes.add(ring_file)
    changes.activate(ring_file, 2)

    crypto.use(read)

    assert crypto.ring().active == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"1": "short"}', '{"1": 5}', '{"x": "eA=="}'])
def test_a_damaged_file_leaves_the_ring_in_use_as_it_was(
    ring_file: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    sealed = crypto.seal("phone.number", "+84900000123")
    ring_file.chmod(0o600)
    ring_file.write_text(content)
    monkeypatch.setattr(ring_in_use, "SECONDS_BETWEEN_LOOKS", 0)

    assert crypto.unseal("phone.number", sealed) == "+84900000123"


def test_a_ring_written_before_keys_could_be_removed_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(keyring.KeyRing({1: bytes(range(32)), 2: bytes(range(1, 33))}).as_text())

    assert set(path.read_text().split('"')) >= {"1", "2"}
    assert "active" not in path.read_text()
    assert KeyRing.read(path).active == 2

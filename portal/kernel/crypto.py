"""Sealing fields, finding sealed values again, and hashing short secrets.

One key ring file feeds every purpose: each purpose has a key of its own, derived
by HKDF-SHA256 (RFC 5869) with the purpose as info. The active key id seals; the others
still open. Blind indexes and one-time code hashes always use the lowest id, because a
changed key would make every stored index unfindable.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.kernel.errors import TooBusy
from portal.kernel.keyring import KeyRing as KeyRing
from portal.kernel.keyring import SealBroken as SealBroken
from portal.kernel.ring_in_use import RingInUse

FORMAT = b"\x01"
_NONCE_BYTES = 12


_in_use: RingInUse | None = None


def use(ring: KeyRing) -> None:
    """Take this ring, and its file's later states, for the whole process."""
    global _in_use
    _in_use = RingInUse(ring)


def ring() -> KeyRing:
    """Return the process's ring; raise when none was given at start."""
    return _ring_in_use().fresh()


def _ring_in_use() -> RingInUse:
    if _in_use is None:
        raise RuntimeError("no key ring: create_app() calls crypto.use()")
    return _in_use


def _cipher(kid: int) -> AESGCM:
    """Return the cipher of a key id, which another process may have begun to use just now."""
    try:
        return ring().cipher(kid)
    except SealBroken:
        return _ring_in_use().look_again().cipher(kid)


def seal(place: str, value: str) -> bytes:
    """Encrypt a value so that it opens only in the column `place` ("table.column").

    Format: version (1) | key id (2) | nonce (12) | AES-256-GCM; the place and the
    key id are associated data.
    """
    return seal_bytes(place, value.encode())


def unseal(place: str, sealed: bytes) -> str:
    """Decrypt what `seal` made for this place; raise SealBroken otherwise."""
    return unseal_bytes(place, sealed).decode()


def seal_bytes(place: str, content: bytes) -> bytes:
    """Encrypt a file as `seal` does a text; `place` names the row too where rows may not mix."""
    keys = ring()
    head = keys.active.to_bytes(2, "big")
    nonce = secrets.token_bytes(_NONCE_BYTES)
    body = keys.cipher(keys.active).encrypt(nonce, content, place.encode() + head)
    return FORMAT + head + nonce + body


def unseal_bytes(place: str, sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made for this place; raise SealBroken otherwise."""
    head, nonce, body = sealed[1:3], sealed[3 : 3 + _NONCE_BYTES], sealed[3 + _NONCE_BYTES :]
    if sealed[:1] != FORMAT:
        raise SealBroken(f"unknown format in {place}")
    try:
        return _cipher(int.from_bytes(head, "big")).decrypt(nonce, body, place.encode() + head)
    except InvalidTag as broken:
        raise SealBroken(f"a value of {place} does not open") from broken


def key_id(sealed: bytes) -> int:
    """Return the id of the key a value was sealed with."""
    return int.from_bytes(sealed[1:3], "big")


def mac(purpose: str, *parts: str) -> bytes:
    """Return the keyed hash (HMAC-SHA256, 32 bytes) of these parts for one purpose."""
    keys = ring()
    key = keys.derive(purpose, keys.first)
    return hmac.digest(key, "\x1f".join(parts).encode(), "sha256")


def blind_index(kind: str, value: str) -> bytes:
    """Return the key under which a sealed value of this kind is found by equality."""
    return mac("blind-index", kind, value)


_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_places = BoundedSemaphore(2)


def hash_secret(value: str) -> str:
    """Hash a PIN or password: argon2id over HMAC(pepper, value).

    Raise TooBusy when two hashes are already being computed: sign-ins must not
    starve the pages.
    """
    with _hashing():
        return _hasher.hash(mac("pepper", value))


def secret_matches(stored: str, value: str) -> bool:
    """Compare a typed PIN or password with its stored hash."""
    with _hashing():
        try:
            return _hasher.verify(stored, mac("pepper", value))
        except (VerifyMismatchError, InvalidHashError):
            return False


@contextmanager
def _hashing() -> Iterator[None]:
    if not _places.acquire(timeout=3):
        raise TooBusy
    try:
        yield
    finally:
        _places.release()

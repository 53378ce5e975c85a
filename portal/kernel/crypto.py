"""Sealing fields, finding sealed values again, and hashing short secrets.

One key ring file feeds every purpose: each purpose has a key of its own, derived
by HKDF-SHA256 (RFC 5869) with the purpose as info. The highest key id seals; older
ids still open. Blind indexes and one-time code hashes always use the lowest id,
because a changed key would make every stored index unfindable.
"""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.kernel.errors import TooBusy

FORMAT = b"\x01"
_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value does not open: the wrong key, another column, or a changed row."""


class KeyRing:
    """The secret keys of one installation, by key id."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise ValueError("a key ring needs at least one key, each of 32 bytes")
        self._keys = dict(keys)
        self.active = max(keys)
        self.first = min(keys)
        self.derive = cache(self._derive)

    @classmethod
    def read(cls, path: Path) -> "KeyRing":
        """Read `{"1": "<base64 of 32 bytes>", …}`."""
        stored = json.loads(path.read_text(encoding="ascii"))
        return cls({int(kid): b64decode(key) for kid, key in stored.items()})

    @classmethod
    def create(cls, path: Path) -> "KeyRing":
        """Write a ring with one new key, readable by its owner only."""
        content = json.dumps({"1": b64encode(secrets.token_bytes(32)).decode()})
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(content)
        return cls.read(path)

    def _derive(self, purpose: str, kid: int) -> bytes:
        if kid not in self._keys:
            raise SealBroken(f"no key {kid} in the ring")
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
        return kdf.derive(self._keys[kid])

    @cache  # noqa: B019 - one ring lives as long as its process
    def cipher(self, kid: int) -> AESGCM:
        """Return the field cipher of one key id."""
        return AESGCM(self.derive("field", kid))


_ring: KeyRing | None = None


def use(ring: KeyRing) -> None:
    """Take this ring for the whole process."""
    global _ring
    _ring = ring


def ring() -> KeyRing:
    """Return the process's ring; raise when none was given at start."""
    if _ring is None:
        raise RuntimeError("no key ring: create_app() calls crypto.use()")
    return _ring


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
    kid = ring().active
    head = kid.to_bytes(2, "big")
    nonce = secrets.token_bytes(_NONCE_BYTES)
    body = ring().cipher(kid).encrypt(nonce, content, place.encode() + head)
    return FORMAT + head + nonce + body


def unseal_bytes(place: str, sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made for this place; raise SealBroken otherwise."""
    head, nonce, body = sealed[1:3], sealed[3 : 3 + _NONCE_BYTES], sealed[3 + _NONCE_BYTES :]
    if sealed[:1] != FORMAT:
        raise SealBroken(f"unknown format in {place}")
    try:
        cipher = ring().cipher(int.from_bytes(head, "big"))
        return cipher.decrypt(nonce, body, place.encode() + head)
    except InvalidTag as broken:
        raise SealBroken(f"a value of {place} does not open") from broken


def mac(purpose: str, *parts: str) -> bytes:
    """Return the keyed hash (HMAC-SHA256, 32 bytes) of these parts for one purpose."""
    key = ring().derive(purpose, ring().first)
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

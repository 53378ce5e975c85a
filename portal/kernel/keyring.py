"""The secret keys of one installation: one small file, kept apart from database and backups.

`{"1": "<base64 of 32 bytes>", "2": …, "active": 1}`. The active key seals; it is the highest
id unless the file names another. Of a removed key only what must last is left: an object of
keys by purpose, from which the key that opened fields cannot be worked out.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.kernel.folders import keep_names

FIELD = "field"
# Their results are stored, or prove what was signed, and no command can make them anew.
LASTING = (
    "administrative",
    "audit-sign",
    "auditors-pseudonym",
    "blind-index",
    "counter-code",
    "counter-naming-code",
    "desk-code",
    "desk-mark",
    "encounter",
    "held-row",
    "otp",
    "pepper",
    "read-aloud-code",
    "reset-code",
    "reset-contest",
    "reset-questions",
    "reset-slip",
    "sample-of-resets",
    "scratch-code",
    "sms-reply",
    "source",
    "staff-activation",
    "staff-activation-tries",
    "staff-name",
    "staff-name-source",
    "staff-recovery",
    "statement-row",
)
_LATER = "later"  # the root of purposes that did not exist when a key was removed
_ACTIVE = "active"
Left = Mapping[str, bytes]


class SealBroken(Exception):
    """A sealed value does not open: the wrong key, another column, or a changed row."""


class KeyRing:
    """The keys by id; `left` is what remains of those that were removed."""

    def __init__(
        self,
        keys: Mapping[int, bytes],
        *,
        active: int | None = None,
        left: Mapping[int, Left] | None = None,
        path: Path | None = None,
    ) -> None:
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise ValueError("a key ring needs at least one key, each of 32 bytes")
        if any(not 0 < kid < 2**16 for kid in keys):
            raise ValueError("a key id is a number from 1 to 65535")
        self._keys = dict(keys)
        self._left = dict(left or {})
        self.path = path
        self.active = active or max(keys)
        if self.active not in self._keys:
            raise ValueError("the active key is not in the ring")
        self.first = min({*self._keys, *self._left})
        self.derive = cache(self._derive)
        self.cipher = cache(self._cipher)

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the ids of the keys that open fields."""
        return tuple(sorted(self._keys))

    @classmethod
    def read(cls, path: Path) -> "KeyRing":
        """Read a ring from its file."""
        stored = json.loads(path.read_text(encoding="ascii"))
        active = stored.pop(_ACTIVE, None)
        whole = {int(kid): b64decode(key) for kid, key in stored.items() if isinstance(key, str)}
        left = {
            int(kid): {purpose: b64decode(key) for purpose, key in keys.items()}
            for kid, keys in stored.items()
            if isinstance(keys, dict)
        }
        return cls(whole, active=active, left=left, path=path)

    @classmethod
    def create(cls, path: Path) -> "KeyRing":
        """Write a ring with one new key, readable by its owner only."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(cls({1: secrets.token_bytes(32)}).as_text())
        return cls.read(path)

    def as_text(self) -> str:
        """Return what the file holds."""
        content: dict[str, object] = {str(kid): _text(key) for kid, key in self._keys.items()}
        for kid, keys in self._left.items():
            content[str(kid)] = {purpose: _text(key) for purpose, key in keys.items()}
        if self.active != max(self._keys):
            content[_ACTIVE] = self.active
        return json.dumps(content)

    def with_new_key(self) -> "KeyRing":
        """Return the ring with one key more, which every process may know before it seals."""
        kid = max({*self._keys, *self._left}) + 1
        keys = {**self._keys, kid: secrets.token_bytes(32)}
        return KeyRing(keys, active=self.active, left=self._left, path=self.path)

    def sealing_with(self, kid: int) -> "KeyRing":
        """Return the ring with another key active; raise ValueError when it is not in it."""
        return KeyRing(self._keys, active=kid, left=self._left, path=self.path)

    def without(self, kid: int) -> "KeyRing":
        """Return the ring without the key that opens fields; what must last stays."""
        if kid == self.active or kid not in self._keys:
            raise ValueError("the active key cannot be removed, nor one that is not in the ring")
        left = {purpose: self.derive(purpose, kid) for purpose in (*LASTING, _LATER)}
        keys = {each: key for each, key in self._keys.items() if each != kid}
        return KeyRing(keys, active=self.active, left={**self._left, kid: left}, path=self.path)

    def _derive(self, purpose: str, kid: int) -> bytes:
        if kid in self._keys:
            return _expanded(self._keys[kid], purpose)
        if kid not in self._left or purpose == FIELD:
            raise SealBroken(f"no key {kid} in the ring")
        left = self._left[kid]
        return left[purpose] if purpose in left else _expanded(left[_LATER], purpose)

    def _cipher(self, kid: int) -> AESGCM:
        """Return the field cipher of one key id."""
        return AESGCM(self.derive(FIELD, kid))


def _expanded(key: bytes, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return kdf.derive(key)


def _text(key: bytes) -> str:
    return b64encode(key).decode()


def replace(path: Path, ring: KeyRing) -> None:
    """Put a ring in the place of the file at once: who reads sees the old one or the new one.

    The new file belongs to whom the old one belonged, and only they can read it.
    """
    owner = path.stat()
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(ring.as_text())
            file.flush()
            os.fsync(file.fileno())
        if os.geteuid() == 0:
            os.chown(new, owner.st_uid, owner.st_gid)
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)
    keep_names(path.parent)

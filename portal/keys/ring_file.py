"""Changing the ring's file: the only place where keys come and go."""

import time
from pathlib import Path

from portal.kernel import keyring
from portal.kernel.keyring import KeyRing

# What is sealed in browsers (a page someone was sent away from, a draft) is gone by then.
SECONDS_TO_REST = 24 * 60 * 60


def path_of(ring: KeyRing) -> Path:
    """Return the file of a ring; raise ValueError for one that came from nowhere."""
    if ring.path is None:
        raise ValueError("this key ring is no file")
    return ring.path


def add(path: Path) -> KeyRing:
    """Add a key that nobody seals with yet."""
    return _put(path, KeyRing.read(path).with_new_key())


def activate(path: Path, kid: int) -> KeyRing:
    """Let a key of the ring seal from now on."""
    return _put(path, KeyRing.read(path).sealing_with(kid))


def remove(path: Path, kid: int) -> KeyRing:
    """Take a key away that no value needs any more."""
    return _put(path, KeyRing.read(path).without(kid))


def rests(path: Path) -> bool:
    """Say whether the ring has been as it is for a day."""
    return time.time() - path.stat().st_mtime > SECONDS_TO_REST  # noqa: TID251 - of the file system


def _put(path: Path, ring: KeyRing) -> KeyRing:
    keyring.replace(path, ring)
    return ring

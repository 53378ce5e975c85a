"""The ring a process seals and opens with, kept as new as its file.

Keys are added, made active and removed while processes run. So whoever seals looks, at most
once a second, whether the file is another one; and whoever meets a key it does not know looks
at once. A file that cannot be read leaves the ring as it was.
"""

import os
import time
from pathlib import Path
from threading import Lock

import structlog

from portal.kernel.keyring import KeyRing

SECONDS_BETWEEN_LOOKS = 1.0
Stamp = tuple[int, int, int]


class RingInUse:
    """One process's ring and the file it was read from."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self._lock = Lock()
        # When it was read nobody knows: the file may have been another one a moment later.
        self._stamp: Stamp | None = None
        self.look_again()

    def fresh(self) -> KeyRing:
        """Return the ring, read anew when its file has changed since the last look."""
        if self.ring.path and time.monotonic() - self._looked_at >= SECONDS_BETWEEN_LOOKS:
            self.look_again()
        return self.ring

    def look_again(self) -> KeyRing:
        """Read the file anew if it is another than the one in use."""
        with self._lock:
            self._looked_at = time.monotonic()
            stamp = _stamp(self.ring.path)
            if self.ring.path and stamp and stamp != self._stamp:
                self._read(self.ring.path, stamp)
        return self.ring

    def _read(self, path: Path, stamp: Stamp) -> None:
        try:
            self.ring = KeyRing.read(path)
        except (OSError, ValueError, TypeError, AttributeError):
            structlog.get_logger().error("key_ring_unreadable")
        else:
            self._stamp = stamp


def _stamp(path: Path | None) -> Stamp | None:
    """Tell one file from another that has taken its place."""
    if path is None:
        return None
    try:
        found = os.stat(path)  # noqa: PTH116 - asked for each second, and this is the quicker one
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

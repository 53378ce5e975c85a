"""Does a backup open, to its last byte? Nothing is written."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from portal.backups import postgresql, unpacking
from portal.backups.faults import Unreadable
from portal.backups.unpacking import Unpacked

_SQLITE = b"SQLite format 3\x00"


def verify(path: Path, identity: Any, programs: str) -> Unpacked:
    """Read everything; the first bytes have to be those of the database it says it holds."""
    start = _Start()
    unpacked = unpacking.unpack(path, identity, start.take)
    if unpacked.manifest.kind == "sqlite":
        if not start.content.startswith(_SQLITE):
            raise Unreadable("the backup holds no database")
    else:
        _list(start.content, programs)
    return unpacked


class _Start:
    """Keeps the first piece."""

    content = b""

    def take(self, piece: bytes) -> None:
        self.content = self.content or piece


def _list(start: bytes, programs: str) -> None:
    with postgresql.listing(programs) as stdin, suppress(BrokenPipeError):
        stdin.write(start)

"""Reading a backup to its very end, and believing it only then."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.backups import archive, manifest, sealing
from portal.backups.faults import Unreadable
from portal.backups.manifest import Manifest, Measure


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """What a backup says of itself, and the signed ends of the log that came with it."""

    manifest: Manifest
    checkpoints: bytes


def unpack(path: Path, identity: Any, into: Callable[[bytes], object]) -> Unpacked:
    """Hand the database on piece by piece; raise Unreadable where anything does not fit."""
    database, signed = Measure(), Measure()
    checkpoints, listed = b"", b""
    with sealing.opened(path, identity) as plain:
        for name, content in archive.read(plain):
            if name == "database":
                database.take(content)
                into(content)
            elif name == archive.CHECKPOINTS:
                checkpoints = content
                signed.take(content)
            elif name == archive.MANIFEST:
                listed = content
    said = manifest.read(listed)
    if (said.database, said.checkpoints) != (database.content, signed.content):
        raise Unreadable("the backup does not hold what it lists")
    return Unpacked(manifest=said, checkpoints=checkpoints)

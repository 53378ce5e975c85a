"""What a backup says of itself: written last, when its content is known."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from portal.backups.faults import Unreadable
from portal.backups.figures import Figures

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Content:
    """The size and SHA-256 of one part."""

    size: int
    digest: str


@dataclass(kw_only=True)
class Measure:
    """Takes the size and digest of what passes by."""

    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: bytes) -> None:
        self.size += len(piece)
        self._digest.update(piece)

    @property
    def content(self) -> Content:
        return Content(size=self.size, digest=self._digest.hexdigest())


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`kind` is the database's: sqlite or postgresql."""

    made_at: datetime
    version: str
    kind: str
    figures: Figures
    database: Content
    checkpoints: Content

    def as_json(self) -> bytes:
        """Return the text that lies in the backup."""
        said = {**asdict(self), "made_at": self.made_at.isoformat(), "format": FORMAT}
        return json.dumps(said, indent=1, sort_keys=True).encode()


def read(text: bytes) -> Manifest:
    """Return what a text says; raise Unreadable when another program wrote it."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise Unreadable(f"a backup of format {said['format']}; this version reads {FORMAT}")
        return Manifest(
            made_at=datetime.fromisoformat(said["made_at"]),
            version=said["version"],
            kind=said["kind"],
            figures=Figures(**said["figures"]),
            database=Content(**said["database"]),
            checkpoints=Content(**said["checkpoints"]),
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise Unreadable("the backup has no list of its contents") from fault

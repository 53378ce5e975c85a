"""How drills ended, in a file beside the backups: it goes where they go."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from portal.backups.findings import Finding

FILE = "drills.jsonl"


@dataclass(frozen=True, kw_only=True)
class Drill:
    """One restore for trial: which backup, when, how long, what was found."""

    at: datetime
    backup: str
    seconds: float
    passed: bool
    findings: Sequence[Finding]


def keep(folder: Path, drill: Drill) -> None:
    """Add a line, which is on the disk when this returns."""
    said = {**asdict(drill), "at": drill.at.isoformat(timespec="seconds")}
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(json.dumps(said).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def newest_in(folder: Path) -> Drill | None:
    """Return how the newest drill ended; None when there was none, or none can be read."""
    path = folder / FILE
    lines = path.read_bytes().splitlines() if path.exists() else []
    return _drill(lines[-1]) if lines else None


def _drill(line: bytes) -> Drill | None:
    try:
        said = json.loads(line)
        return Drill(
            at=datetime.fromisoformat(said["at"]),
            backup=str(said["backup"]),
            seconds=float(said["seconds"]),
            passed=said["passed"] is True,
            findings=[Finding(**finding) for finding in said["findings"]],
        )
    except (ValueError, KeyError, TypeError):
        return None

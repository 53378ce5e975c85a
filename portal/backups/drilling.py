"""Restoring for trial: into a scratch database, which is gone afterwards."""

import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.backups import postgresql, sqlite
from portal.backups.drills import Drill
from portal.backups.faults import BackupFailed
from portal.backups.findings import Finding, findings
from portal.backups.restoring import restore
from portal.backups.standing_in import standing_in
from portal.kernel import clock


def drill(path: Path, identity: Any, beside: str, programs: str) -> Drill:
    """Restore a backup and look at everything; `beside` is the server (or SQLite) to do it on."""
    began = time.monotonic()
    try:
        found = _found(path, identity, beside, programs)
    except BackupFailed as fault:
        found = [Finding(what="restore", passed=False, figure=str(fault))]
    except sa.exc.DBAPIError as fault:  # a table that is not as the models say, a server that left
        found = [Finding(what="database", passed=False, figure=type(fault.orig).__name__)]
    return Drill(
        at=clock.now(),
        backup=path.name,
        seconds=round(time.monotonic() - began, 1),
        passed=all(finding.passed for finding in found),
        findings=found,
    )


def _found(path: Path, identity: Any, beside: str, programs: str) -> list[Finding]:
    with _scratch(beside) as url, tempfile.TemporaryDirectory(prefix="portal-drill-") as folder:
        unpacked = restore(path, identity, url, programs)
        anchor = Path(folder) / "checkpoints"
        anchor.write_bytes(unpacked.checkpoints)
        rows = unpacked.manifest.figures.rows
        counted = f"{sum(rows.values())} in {len(rows)} tables, as when it was made"
        with standing_in(url) as database:
            return [Finding(what="rows", passed=True, figure=counted), *findings(database, anchor)]


def _scratch(beside: str) -> AbstractContextManager[str]:
    return sqlite.scratch() if beside.startswith("sqlite") else postgresql.scratch(beside)

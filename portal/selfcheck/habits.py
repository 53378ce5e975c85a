"""What has to happen every day: backups, drills, signatures of the log, the right time."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Connection

from portal.backups.standing import standing_of
from portal.config import Config
from portal.kernel import clock_watch
from portal.selfcheck.verdicts import Grade, Verdict, verdicts

AHEAD = timedelta(hours=1)  # so much a clock may be set back
SIGNED_WITHIN = timedelta(hours=26)


def of_backups(config: Config, now: datetime) -> Iterator[Verdict]:
    """Judge the backups; an installation whose server keeps them says so by naming no folder."""
    backups = config.backups
    if backups.folder is None:
        why = "PORTAL_BACKUPS is not set: are they made by another program, and restored for trial?"
        yield Verdict(what="backups", grade=Grade.NOTICE, why=why)
        return
    missing = [] if backups.recipients else ["PORTAL_BACKUP_RECIPIENTS is empty"]
    yield from verdicts("key of the backups", missing)
    yield from verdicts("backups", standing_of(backups.folder, now).faults(now))


def of_log(checkpoints: Path, now: datetime) -> Iterator[Verdict]:
    """Judge when the ends of the log were last signed."""
    yield from verdicts("signature of the log", _signed(checkpoints, now))


def _signed(checkpoints: Path, now: datetime) -> Iterator[str]:
    lines = checkpoints.read_bytes().splitlines() if checkpoints.exists() else []
    if not lines:
        yield "the log was never signed: flask audit checkpoint"
        return
    try:
        at = datetime.fromisoformat(json.loads(lines[-1])["time"])
    except (ValueError, KeyError, TypeError):
        yield "the file of signatures is damaged: flask audit verify"
    else:
        if not -AHEAD <= now - at <= SIGNED_WITHIN:
            yield f"the log was last signed on {at:%Y-%m-%d %H:%M} UTC"


def of_clock(connection: Connection) -> Iterator[Verdict]:
    """Judge this machine's clock by the database's, where that has one of its own."""
    if connection.dialect.name == "sqlite":
        return
    apart = clock_watch.apart(connection)
    late = [f"{apart.total_seconds():.0f} seconds from the database's: is NTP running?"]
    yield from verdicts("clock", late if apart > clock_watch.STEP else [])

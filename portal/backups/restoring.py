"""Putting a backup into an empty database, and counting what arrived."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any

from portal.backups import postgresql, sqlite, unpacking, verifying
from portal.backups.faults import BackupFailed
from portal.backups.figures import Figures, figures_of
from portal.backups.unpacking import Unpacked
from portal.kernel.db import make_engine, take_time


def restore(path: Path, identity: Any, url: str, programs: str) -> Unpacked:
    """Read the whole backup first; only one that is whole touches the database.

    Raise BackupFailed when the database is not empty, of the other kind, or afterwards holds
    anything else than was counted when the backup was made.
    """
    unpacked = verifying.verify(path, identity, programs)
    if (unpacked.manifest.kind == "sqlite") != url.startswith("sqlite"):
        raise BackupFailed(f"this is a backup of {unpacked.manifest.kind}")
    _refuse_full(url)
    with _receiving(url, programs) as database:
        unpacking.unpack(path, identity, database.write)
    if differences := list(unpacked.manifest.figures.differences(counted(url))):
        raise BackupFailed("; ".join(differences))
    return unpacked


def _refuse_full(url: str) -> None:
    (sqlite if url.startswith("sqlite") else postgresql).refuse_full(url)


def _receiving(url: str, programs: str) -> AbstractContextManager[IO[bytes]]:
    return (
        sqlite.receiving(url) if url.startswith("sqlite") else postgresql.receiving(url, programs)
    )


def counted(url: str) -> Figures:
    """Count what is in a database, however long it takes."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            take_time(connection)
            return figures_of(connection)
    finally:
        engine.dispose()

"""SQLite: a copy of one moment, never of the live file, and putting one in an empty place."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from portal.backups.faults import BackupFailed
from portal.backups.figures import Figures, figures_of
from portal.kernel.db import make_engine

CHUNK = 256 * 1024
# What SQLite keeps beside a file and plays into whatever has taken its place.
BESIDE = ("-wal", "-shm", "-journal")
COPIES = ".backup-"


@contextmanager
def taken(url: str, beside: Path) -> Iterator[tuple[Figures, Iterator[bytes]]]:
    """Yield the figures and the bytes of a copy, which lies with the installation meanwhile."""
    for left in beside.glob(f"{COPIES}*"):  # by a process that was killed
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=COPIES, dir=beside) as folder:  # mode 0700
        copy = Path(folder) / "copy.sqlite"
        _copy(url, copy)
        engine = sa.create_engine("sqlite://", creator=lambda: _read_only(copy))
        with engine.connect() as connection:
            figures = figures_of(connection)
        engine.dispose()
        yield figures, _chunks(copy)


def _copy(url: str, copy: Path) -> None:
    engine = make_engine(url)
    try:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
    except sa.exc.OperationalError as fault:
        raise BackupFailed(f"the database could not be copied: {fault.orig}") from fault
    finally:
        engine.dispose()


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def path_of(url: str) -> Path:
    """Return the file of a SQLite address."""
    return Path(sa.make_url(url).database or "")


def refuse_full(url: str) -> None:
    """Raise BackupFailed where a file lies already, or what one has left beside it."""
    path = path_of(url)
    if path.exists() and path.stat().st_size:
        raise BackupFailed("the database is not empty: restore into a new one")
    for left in (path.with_name(path.name + ending) for ending in BESIDE):
        if left.exists():
            raise BackupFailed(f"{left.name} of another database lies there: move it away")


@contextmanager
def receiving(url: str) -> Iterator[IO[bytes]]:
    """Take a file in; when it breaks off nothing of it stays."""
    path = path_of(url)
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def scratch() -> Iterator[str]:
    """Name a place for a database that is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="portal-drill-") as folder:
        yield f"sqlite:///{Path(folder) / 'drill.sqlite'}"

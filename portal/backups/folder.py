"""The folder of the backups: names, the newest, who may write, and how many are kept."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from portal.backups.faults import BackupFailed
from portal.kernel.folders import keep_names

_NAME = "portal-%Y%m%dT%H%M%SZ.age"
PART = ".part"
# So much a clock may be set back. What is further ahead was named by a clock that was wrong,
# and would count as the newest until then.
AHEAD = timedelta(hours=1)


def name_for(moment: datetime) -> str:
    """Return a file name that tells the moment and nothing else."""
    return moment.astimezone(UTC).strftime(_NAME)


def moment_of(path: Path) -> datetime:
    """Return the moment a backup was made; raise ValueError for any other file."""
    return datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)


def backups_in(folder: Path, now: datetime) -> list[Path]:
    """Return the finished backups, the newest first, without those of a time to come."""
    return [path for path in _all_in(folder) if moment_of(path) <= now + AHEAD]


def of_a_time_to_come(folder: Path, now: datetime) -> list[Path]:
    """Return the backups whose names no clock can have given that went right."""
    return [path for path in _all_in(folder) if moment_of(path) > now + AHEAD]


def _all_in(folder: Path) -> list[Path]:
    return sorted(filter(_is_backup, folder.glob("portal-*.age")), key=moment_of, reverse=True)


def _is_backup(path: Path) -> bool:
    try:
        moment_of(path)
    except ValueError:
        return False
    return True


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Be the only one who makes a backup there; raise BackupFailed when another is at it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise BackupFailed("another backup is being made in this folder") from taken
        for left in folder.glob(f"portal-*{PART}"):
            left.unlink()
        yield


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that appears under its name when it is whole and on the disk."""
    if path.exists():
        raise BackupFailed(f"{path.name} is there already")
    part = path.with_name(path.name + PART)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb", buffering=1024 * 1024) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    keep_names(path.parent)


def forget_older(folder: Path, keep: int, now: datetime) -> int:
    """Delete all but the newest so many; return how many went."""
    older = backups_in(folder, now)[keep:]
    for path in older:
        path.unlink()
    return len(older)

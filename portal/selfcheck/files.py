"""Files that hold secrets, and the room there is."""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from portal.config import ROOT, Config
from portal.selfcheck.verdicts import Verdict, verdicts

ENOUGH_BYTES = 2 * 1024**3


def of_files(config: Config) -> Iterator[Verdict]:
    """Judge the ring, the private key of the backups, the instance folder and the disk."""
    keeps_backups = [config.backups.folder] if config.backups.folder else []
    apart = [ROOT, config.instance, *keeps_backups]
    yield from verdicts("key ring", _secret_file(config.key_ring.path, apart, "the key ring"))
    yield from verdicts("private key of the backups", _identity(config.backups.identity, apart))
    yield from verdicts("folders", _folders([config.instance, *keeps_backups]))
    yield from verdicts("disk", _room([config.instance, *keeps_backups]))


def _secret_file(path: Path | None, apart: Sequence[Path], name: str) -> Iterator[str]:
    if path is None:
        yield f"{name} lies in no file"
        return
    found = path.stat()
    if stat.S_IMODE(found.st_mode) & ~0o400:
        yield f"{name} is open to more than its owner's reading: chmod 0400"
    if found.st_uid not in (os.geteuid(), 0):
        yield f"{name} belongs to another user"
    for folder in apart:
        if path.resolve().is_relative_to(folder.resolve()):
            yield f"{name} lies where code, data or backups do: keep it apart"
            return


def _identity(path: Path | None, apart: Sequence[Path]) -> Iterator[str]:
    if path is not None and path.exists():
        yield from _secret_file(path, apart, "the private key of the backups")


def _folders(folders: Sequence[Path]) -> Iterator[str]:
    for folder in folders:
        if not folder.is_dir():
            yield f"{folder.name} is no folder"
        elif stat.S_IMODE(folder.stat().st_mode) & 0o077:
            yield f"{folder.name} is open to others: chmod 0700"


def _room(folders: Sequence[Path]) -> Iterator[str]:
    for folder in filter(Path.is_dir, folders):
        if shutil.disk_usage(folder).free < ENOUGH_BYTES:
            yield f"less than {ENOUGH_BYTES // 1024**3} GB are free where {folder.name} lies"

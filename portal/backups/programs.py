"""Running pg_dump and pg_restore: no password on a command line, no data in an error."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine

from portal.backups.faults import BackupFailed

Process = subprocess.Popen[bytes]


@contextmanager
def at_database(url: str, folder: str, name: str, *arguments: str) -> Iterator[Process]:
    """Run a program on a database; raise BackupFailed when it fails."""
    engine = create_engine(url)  # nothing is opened: it reads the address as the portal does
    said = engine.dialect.create_connect_args(engine.url)[1]
    given = {name: str(value) for name, value in said.items() if isinstance(value, str | int)}
    password = str(given.pop("password", ""))
    with tempfile.NamedTemporaryFile("w", prefix="portal-") as secret:  # its mode is 0600
        secret.write(f"*:*:*:*:{_escaped(password)}\n")
        secret.flush()
        address = make_conninfo(**given, passfile=secret.name)
        with running(folder, name, f"--dbname={address}", *arguments) as process:
            yield process


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")


@contextmanager
def running(folder: str, name: str, *arguments: str) -> Iterator[Process]:
    """Run a program; raise BackupFailed when it fails, and end it when the block does."""
    with tempfile.TemporaryFile() as said:
        process = _started(folder, name, arguments, said)
        try:
            yield process
        except BrokenPipeError as broken:
            process.wait()
            raise _failed(name, said) from broken
        except BaseException:
            process.kill()
            process.wait()
            raise
        _close(process)
        if process.wait() != 0:
            raise _failed(name, said)


def _started(folder: str, name: str, arguments: tuple[str, ...], said: IO[bytes]) -> Process:
    try:
        return subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, and our arguments
            [str(Path(folder) / name) if folder else name, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if name == "pg_dump" else subprocess.DEVNULL,
            stderr=said,
        )
    except OSError as fault:
        raise BackupFailed(f"{name} is not to be found: PORTAL_POSTGRESQL_PROGRAMS") from fault


def _close(process: Process) -> None:
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()


def _failed(name: str, said: IO[bytes]) -> BackupFailed:
    """Keep the line that names the error: those after it may quote rows."""
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    return BackupFailed(next((line for line in lines if "error:" in line), f"{name} failed"))

"""A drill has the whole database in clear: ended in the middle, it leaves nothing of it."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.backups import postgresql
from portal.config import ROOT
from portal.kernel.db import database
from tests.backups.making import backup, made, something_to_lose

Key = tuple[Path, str]
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SECONDS_TO_START = 120  # of a machine that has other work too


def test_what_it_made_is_cleared_away(app: Flask, key: Key, tmp_path: Path) -> None:
    something_to_lose()
    content = made(app).read_bytes()
    pipe, places = tmp_path / "pipe", tmp_path / "places"
    os.mkfifo(pipe)
    places.mkdir()
    before = scratch_databases()

    with another_process(app, places, "drill", pipe, "--identity", key[0]) as drill:
        with a_reader_of(pipe, drill) as slow:
            slow.write(content[:-100])
            assert scratch_databases() - before or list(places.glob("portal-drill-*"))
            drill.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            drill.send_signal(signal.SIGTERM)
            with suppress(BrokenPipeError):  # it may have ended within that half second
                slow.write(content[-100:])
        status = drill.wait(SECONDS_TO_START)

    assert status == 128 + signal.SIGTERM
    assert scratch_databases() == before
    assert list(places.iterdir()) == []


def scratch_databases() -> set[str]:
    if database().is_sqlite:
        return set()
    found = "SELECT datname FROM pg_database WHERE datname LIKE 'portal_drill_%'"
    with database().transaction() as connection:
        return set(connection.execute(sa.text(found)).scalars())


@contextmanager
def another_process(
    app: Flask, places: Path, *words: object
) -> Iterator["subprocess.Popen[bytes]"]:
    """Type `flask backup …` in another process, which may be killed."""
    config = app.extensions["portal.config"]
    environment = {
        **os.environ,
        "TMPDIR": str(places),
        "PORTAL_ENV": "development",
        "PORTAL_INSTANCE": str(config.instance / "another"),
        "PORTAL_DATABASE_URL": config.database_url,
        "PORTAL_BACKUPS": str(config.backups.folder),
        "PORTAL_POSTGRESQL_PROGRAMS": config.backups.programs,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", *map(str, words)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 - our own program
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def a_reader_of(pipe: Path, process: "subprocess.Popen[bytes]") -> Iterator[IO[bytes]]:
    """Wait until a process reads a pipe, and write into it."""
    handle = None
    while handle is None and process.poll() is None:
        try:
            handle = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.05)
    assert handle is not None, "it ended before it read"
    os.set_blocking(handle, True)
    with os.fdopen(handle, "wb", buffering=0) as file:
        yield file


@pytest.fixture
def server(app: Flask) -> Iterator[sa.Connection]:
    """Return a connection that makes databases."""
    engine = sa.create_engine(database().engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def a_database(server: sa.Connection, name: str, more: str = "") -> Iterator[str]:
    server.exec_driver_sql(f'CREATE DATABASE "{name}" {more} TEMPLATE template0')
    yield name
    server.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@on_postgresql  # SQLite drills in a file
def test_what_one_left_that_was_killed_at_once_is_dropped_by_the_next(
    app: Flask, key: Key, server: sa.Connection
) -> None:
    made(app)
    with (
        a_database(server, f"portal_drill_{secrets.token_hex(4)}") as left,
        a_database(server, f"portal_drill_{secrets.token_hex(4)}", "OWNER pg_monitor") as others,
        a_database(server, f"portal_drill_of_mine_{secrets.token_hex(4)}") as of_mine,
    ):
        said = backup(app, "drill", "--identity", key[0])

        assert said.exit_code == 0, said.output
        assert {left, others, of_mine} & scratch_databases() == {others, of_mine}


@on_postgresql
def test_one_that_still_runs_keeps_its_database(app: Flask, server: sa.Connection) -> None:
    url = app.extensions["portal.config"].database_url
    with postgresql.scratch(url) as running, postgresql.scratch(url) as another:
        names = {str(sa.make_url(address).database) for address in (running, another)}

        assert names <= scratch_databases()

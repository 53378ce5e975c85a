"""What is not whole is refused in a sentence, and nothing is left half done."""

import fcntl
import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal.backups import sealing
from tests.backups.making import (
    an_empty_database,
    backup,
    folder,
    made,
    something_to_lose,
    tables_in,
)
from tests.conftest import Time

Key = tuple[Path, str]


def _changed(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "one byte changed": _changed,
    "the second half missing": lambda content: content[: len(content) // 2],
    "one byte missing": lambda content: content[:-1],
    "one byte too many": lambda content: content + b"x",
    "cut between two chunks": lambda content: content[: len(content) - len(content) % 65552],
    "nothing in it": lambda _content: b"",
    "something else": lambda _content: b"PGDMP" * 1000,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_so_and_restores_nothing(
    app: Flask, tmp_path: Path, key: Key, damage: str
) -> None:
    something_to_lose()
    file = made(app)
    file.write_bytes(DAMAGE[damage](file.read_bytes()))

    with an_empty_database(app, tmp_path) as url:
        verified = backup(app, "verify", file, "--identity", key[0])
        restored = backup(app, "restore", file, "--to", url, "--identity", key[0])
        assert tables_in(url) == []

    for said in (verified, restored):
        assert (said.exit_code, said.output) == (
            1, "Error: the backup was changed or cut short\n",
        )  # fmt: skip


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
# PostgreSQL keeps its journal inside the server.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_restored_beside_what_another_sqlite_file_left(
    app: Flask, tmp_path: Path, key: Key, ending: str
) -> None:
    """SQLite would play it into the restored file, which is then neither of the two."""
    file = made(app)

    with an_empty_database(app, tmp_path) as url:
        path = Path(url.removeprefix("sqlite:///"))
        left = path.with_name(path.name + ending)
        left.write_bytes(b"of another database")
        said = backup(app, "restore", file, "--to", url, "--identity", key[0])

    assert said.exit_code == 1
    assert f"{left.name} of another database lies there" in said.output
    assert (path.exists(), left.read_bytes()) == (False, b"of another database")


def test_another_key_opens_nothing(app: Flask, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    sealing.new_key(other)

    said = backup(app, "verify", made(app), "--identity", other)

    assert said.output == "Error: this private key does not open the backup\n"


@pytest.mark.parametrize("content", ["", "nonsense", "AGE-SECRET-KEY-1\n"])
def test_a_file_that_is_no_key_is_told_so(app: Flask, tmp_path: Path, content: str) -> None:
    file = made(app)
    no_key = tmp_path / "no.key"
    no_key.write_text(content)

    said = backup(app, "verify", file, "--identity", no_key)

    assert said.output == "Error: the private key of the backups is not readable\n"


def test_a_full_disk_leaves_the_backups_of_before(app: Flask, key: Key, time: Time) -> None:
    """The kernel refuses to let the file grow, as it does when the disk is full."""
    something_to_lose()
    before = made(app)
    time.pass_by(days=1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))
    try:
        said = backup(app, "create")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert said.exit_code == 1
    assert [path.name for path in folder(app).glob("portal-*")] == [before.name]
    assert backup(app, "verify", before, "--identity", key[0]).exit_code == 0


def test_two_at_once_are_one_after_the_other(app: Flask) -> None:
    folder(app).mkdir(mode=0o700)
    with (folder(app) / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = backup(app, "create")

    assert said.output == "Error: another backup is being made in this folder\n"
    assert backup(app, "create").exit_code == 0


def test_what_a_killed_backup_left_is_cleared_away(app: Flask) -> None:
    folder(app).mkdir(mode=0o700)
    left = folder(app) / "portal-20261123T020000Z.age.part"
    left.write_bytes(b"half")
    copy = app.extensions["portal.config"].instance / ".backup-x"
    if app.extensions["portal.config"].database_url.startswith("sqlite"):
        copy.mkdir()

    made(app)

    assert not left.exists()
    assert not copy.exists()


def test_a_program_that_is_missing_is_told_by_its_setting(app: Flask) -> None:
    config = app.extensions["portal.config"]
    if config.database_url.startswith("sqlite"):
        return  # SQLite needs no program
    object.__setattr__(config.backups, "programs", os.devnull)

    said = backup(app, "create")

    assert said.output == "Error: pg_dump is not to be found: PORTAL_POSTGRESQL_PROGRAMS\n"
    assert not list(folder(app).glob("portal-*"))


def test_a_password_is_on_no_command_line(app: Flask) -> None:
    """A wrong one is refused by the server's name for it, and never repeated."""
    config = app.extensions["portal.config"]
    url = "postgresql+psycopg://portal:s3cret-word@127.0.0.1:1/none"
    object.__setattr__(config.backups, "database_url", url)

    said = backup(app, "create")

    assert said.output == "Error: the database does not answer\n"
    assert not list(folder(app).glob("portal-*"))

"""A backup brings back what was there, and nobody reads it without the key."""

import io
import stat
import tarfile
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import pyrage
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditCanary
from portal.backups import sealing
from portal.backups.figures import figures_of
from portal.kernel import clock
from portal.kernel.db import Database, database, session
from portal.people.models import Person
from tests import cast
from tests.backups.making import an_empty_database, backup, folder, made, something_to_lose
from tests.conftest import Time

Key = tuple[Path, str]
SHOWN = ("Mến", "Suối Bạc", "SQLite", "PGDMP", "person", "audit", "manifest", "alembic")


def test_what_is_restored_is_what_was_there(app: Flask, tmp_path: Path, key: Key) -> None:
    something_to_lose()
    with database().transaction() as connection:
        before = figures_of(connection)
    file = made(app)

    with an_empty_database(app, tmp_path) as url:
        said = backup(app, "restore", file, "--to", url, "--identity", key[0])
        assert said.exit_code == 0, said.output
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            after = figures_of(connection)
        engine.dispose()

    assert before == after
    assert before.rows["ledger_move"] > 0
    assert before.rows["audit_line"] > 0


def test_nothing_can_be_read_in_a_backup_and_nobody_else_may_try(app: Flask) -> None:
    something_to_lose()
    file = made(app)

    content = file.read_bytes()
    for shown in SHOWN:
        assert shown.encode() not in content, shown
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.name == "portal-20261124T020000Z.age"


def test_the_keys_of_the_installation_are_not_in_it(app: Flask, key: Key) -> None:
    something_to_lose()
    config = app.extensions["portal.config"]
    ring, secret = bytes(range(32)), config.secret_key.encode()

    plain = pyrage.decrypt(made(app).read_bytes(), [sealing.identity_from(key[0])])

    with tarfile.open(fileobj=io.BytesIO(plain)) as parts:
        assert parts.getnames() == ["audit-checkpoints.jsonl", "database.000000", "manifest.json"]
    assert ring not in plain
    assert secret not in plain


def test_a_backup_is_verified_without_writing_anything(app: Flask, key: Key) -> None:
    something_to_lose()
    file = made(app)
    before = sorted(file.parent.iterdir())

    said = backup(app, "verify", file, "--identity", key[0])

    assert said.exit_code == 0, said.output
    assert said.output.startswith("whole: ")
    assert sorted(file.parent.iterdir()) == before


def test_only_the_newest_are_kept(app: Flask, time: Time) -> None:
    for _day in range(4):
        assert backup(app, "create", "--keep", 3).exit_code == 0
        time.pass_by(days=1)

    kept = sorted(path.name for path in folder(app).glob("*.age"))
    assert kept == [f"portal-202611{day}T020000Z.age" for day in (25, 26, 27)]


def test_a_database_in_use_is_refused_and_untouched(app: Flask, key: Key) -> None:
    lan = cast.lan()
    session.commit()
    file = made(app)
    own = app.extensions["portal.config"].database_url

    said = backup(app, "restore", file, "--to", own, "--identity", key[0])

    assert (said.exit_code, said.output) == (
        1, "Error: the database is not empty: restore into a new one\n",
    )  # fmt: skip
    assert session.get(Person, lan.person_id) is not None


def test_a_backup_made_while_people_work_is_of_one_moment(app: Flask, key: Key) -> None:
    """Figures and content would differ if they were taken one after the other."""
    something_to_lose()
    config, done = app.extensions["portal.config"], Event()

    def work() -> None:
        busy = Database(config.database_url, config.connections)
        while not done.is_set():
            with busy.transaction() as connection:
                row = {"id": uuid4(), "at": clock.now(), "passed": True, "detail": "busy"}
                connection.execute(sa.insert(AuditCanary).values(row))
        busy.engine.dispose()

    worker = Thread(target=work)
    worker.start()
    try:
        file = made(app)
    finally:
        done.set()
        worker.join()

    said = backup(app, "drill", file, "--identity", key[0])
    assert said.exit_code == 0, said.output
    assert "ok    rows" in said.output


@pytest.mark.parametrize("recipients", [(), ("age1notakey",)])
def test_without_a_key_to_open_it_no_backup_is_made(
    app: Flask, recipients: tuple[str, ...]
) -> None:
    settings = app.extensions["portal.config"].backups
    object.__setattr__(settings, "recipients", recipients)

    said = backup(app, "create")

    assert said.exit_code == 1
    assert "PORTAL_BACKUP_RECIPIENTS" in said.output
    assert not list(folder(app).glob("*.age"))

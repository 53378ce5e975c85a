"""A drill is a restore that tells in figures whether the backup could be lived from."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.backups.drills import FILE
from portal.backups.standing_in import standing_in
from portal.kernel import crypto
from portal.kernel.db import JOB, database, reads
from portal.kernel.keyring import KeyRing
from tests.backups.making import backup, folder, made, something_to_lose
from tests.conftest import KEY_RING, Time

Key = tuple[Path, str]
OTHER_INDEX = """
    UPDATE identifier SET value_index = (SELECT number_index FROM phone LIMIT 1)
    WHERE id = (SELECT max(id) FROM identifier)
"""


def scratch_databases() -> list[str]:
    if database().is_sqlite:
        return []
    found = "SELECT datname FROM pg_database WHERE datname LIKE 'portal_drill_%'"
    with database().transaction() as connection:
        return list(connection.execute(sa.text(found)).scalars())


def test_a_good_backup_passes_and_the_scratch_database_is_gone(app: Flask, key: Key) -> None:
    something_to_lose()
    made(app)

    said = backup(app, "drill", "--identity", key[0])

    assert said.exit_code == 0, said.output
    assert ": passed," in said.output
    for what in ("rows", "schema", "log", "ledger", "sealed values", "indexes"):
        assert f"ok    {what}: " in said.output
    assert "1 units, sum 0, 0 differences" in said.output
    assert "1 checkpoints" in said.output
    assert scratch_databases() == []


def test_the_outcome_is_kept_beside_the_backups_without_a_word_on_anybody(
    app: Flask, key: Key
) -> None:
    something_to_lose()
    file = made(app)
    backup(app, "drill", "--identity", key[0])

    [line] = (folder(app) / FILE).read_text().splitlines()

    kept = json.loads(line)
    assert (kept["backup"], kept["passed"]) == (file.name, True)
    assert "Mến" not in line
    assert backup(app, "status").exit_code == 0


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE audit_line SET actor_name = 'Ai đó'", "FAULT log"),
        ("UPDATE ledger_move SET amount = amount + 1", "FAULT ledger"),
        ("DELETE FROM ledger_move", "FAULT ledger"),
        ("UPDATE phone SET number = (SELECT max(value) FROM identifier)", "FAULT sealed values"),
        (OTHER_INDEX, "FAULT indexes"),
    ],
    ids=["the log", "money", "lost money", "sealed values", "indexes"],
)
def test_a_backup_of_a_harmed_database_fails_and_says_where(
    app: Flask, key: Key, harm: str, found: str
) -> None:
    something_to_lose()
    without_guards(harm)
    made(app)

    said = backup(app, "drill", "--identity", key[0])

    assert said.exit_code == 1
    assert found in said.output
    assert scratch_databases() == []
    assert "FAULT: the drill of 2026-11-24 failed" in backup(app, "status").output


def without_guards(statement: str) -> None:
    """Do what the triggers forbid, as somebody with the rights of the owner could."""
    with database().transaction() as connection:
        if database().is_sqlite:
            guards = connection.execute(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for guard in guards.all():
                connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(sa.text(statement))


def test_with_another_key_ring_the_values_do_not_open(app: Flask, key: Key) -> None:
    something_to_lose()
    made(app)
    crypto.use(KeyRing({1: bytes(32)}))
    try:
        said = backup(app, "drill", "--identity", key[0])
    finally:
        crypto.use(KEY_RING)

    assert said.exit_code == 1
    assert "FAULT sealed values: 0 of" in said.output


def test_a_backup_that_does_not_open_is_a_failed_drill(app: Flask, key: Key) -> None:
    file = made(app)
    file.write_bytes(file.read_bytes()[:-1])

    said = backup(app, "drill", "--identity", key[0])

    assert said.exit_code == 1
    assert "FAULT restore: the backup was changed or cut short" in said.output


def test_status_asks_for_a_backup_a_day_and_a_drill_a_week(
    app: Flask, key: Key, time: Time
) -> None:
    folder(app).mkdir()
    assert backup(app, "status").output.splitlines() == [
        "FAULT: there is no backup",
        "FAULT: no backup was ever restored for trial",
    ]
    made(app)
    backup(app, "drill", "--identity", key[0])
    assert backup(app, "status").exit_code == 0

    time.pass_by(hours=27)
    assert "FAULT: the newest backup is of 2026-11-24" in backup(app, "status").output
    time.pass_by(days=8)
    assert "FAULT: the newest drill is of 2026-11-24" in backup(app, "status").output


def test_a_backup_of_a_time_to_come_hides_no_missing_one(app: Flask, key: Key, time: Time) -> None:
    """The clock was a year ahead when one was made, and is right again."""
    first = made(app)
    time.pass_by(days=365)
    ahead = made(app)
    backup(app, "drill", "--identity", key[0])
    time.pass_by(days=-365, hours=27)

    said = backup(app, "status")

    assert said.exit_code == 1
    assert f"FAULT: {ahead.name} is of a time to come" in said.output
    assert "FAULT: the newest backup is of 2026-11-24" in said.output
    assert "FAULT: the newest drill is of 2027-11-24" in said.output
    drilled = backup(app, "drill", "--identity", key[0])
    assert f"drill of {first.name}, " in drilled.output


def test_a_backup_of_a_time_to_come_is_not_one_of_those_kept(app: Flask, time: Time) -> None:
    time.pass_by(days=365)
    ahead = made(app)
    time.pass_by(days=-365)
    made(app)
    time.pass_by(hours=24)

    backup(app, "create", "--keep", 1)

    kept = sorted(path.name for path in folder(app).glob("portal-*"))
    assert kept == ["portal-20261125T020000Z.age", ahead.name]


def test_a_clock_set_back_by_less_than_an_hour_is_no_fault(
    app: Flask, key: Key, time: Time
) -> None:
    made(app)
    backup(app, "drill", "--identity", key[0])
    time.pass_by(minutes=-59)

    assert backup(app, "status").exit_code == 0


@pytest.mark.hurried
# SQLite bounds no statement.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_restored_is_read_without_the_hurry_of_a_page(app: Flask) -> None:
    """A statement about a province takes longer than the seconds a page has."""
    url = app.extensions["portal.config"].database_url
    with standing_in(url):
        limit = reads().execute(sa.text("SHOW statement_timeout")).scalar_one()
    of_a_page = reads().execute(sa.text("SHOW statement_timeout")).scalar_one()

    assert (limit, of_a_page) == (JOB, "5s")

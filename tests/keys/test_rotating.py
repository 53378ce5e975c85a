"""A new key takes the old one's place, row by row, and nothing is lost on the way."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from portal.kernel import crypto, ring_in_use
from portal.kernel.db import database, session
from portal.keys.counting import rows_by_key
from portal.keys.rotating import rotate
from tests import cast
from tests.client import a_browser
from tests.keys.values import opened, values_of_every_sort


@pytest.fixture(autouse=True)
def always_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring_in_use, "SECONDS_BETWEEN_LOOKS", 0)


def keys(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["keys", *words])


def triggers() -> Sequence[str]:
    statement = (
        "SELECT name || sql FROM sqlite_master WHERE type = 'trigger'"
        if database().is_sqlite
        else "SELECT concat(tgrelid, tgname, tgenabled) FROM pg_trigger"
    )
    with database().transaction() as connection:
        return sorted(connection.execute(sa.text(statement)).scalars())


def ids_in_use() -> set[int]:
    with database().transaction() as connection:
        return {kid for rows in rows_by_key(connection).values() for kid in rows}


def test_after_a_rotation_all_opens_without_the_old_key(app: Flask, ring_file: Path) -> None:
    batch = values_of_every_sort(app)
    before, guards = opened(batch), triggers()

    for words in (("add",), ("activate", "2"), ("rotate", "--batch", "2"), ("status",)):
        said = keys(app, *words)
        assert said.exit_code == 0, said.output
    assert said.output.endswith("0 values are sealed with an older key\n")
    assert ids_in_use() == {2}
    said = keys(app, "remove", "1", "--at-once")

    assert said.exit_code == 0, said.output
    assert crypto.ring().ids == (2,)
    assert opened(batch) == before
    assert triggers() == guards, "what keeps rows from being changed is as it was"


@pytest.mark.parametrize("table", ["consent", "fee_receipt"])
def test_what_was_never_to_be_changed_still_is_not(app: Flask, ring_file: Path, table: str) -> None:
    values_of_every_sort(app)
    keys(app, "add")
    keys(app, "activate", "2")
    keys(app, "rotate")

    column = {"consent": "wording", "fee_receipt": "payer"}[table]
    with pytest.raises(sa.exc.DBAPIError), database().transaction() as connection:
        connection.execute(sa.text(f"UPDATE {table} SET {column} = {column}"))  # noqa: S608


def test_a_rotation_that_was_stopped_is_taken_up_where_it_was(app: Flask, ring_file: Path) -> None:
    batch = values_of_every_sort(app)
    before, guards = opened(batch), triggers()
    keys(app, "add")
    keys(app, "activate", "2")

    def stop(_label: str, _rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(database(), 1, stop)
    assert ids_in_use() == {1, 2}
    assert opened(batch) == before
    assert triggers() == guards

    assert keys(app, "rotate").exit_code == 0
    assert ids_in_use() == {2}
    assert keys(app, "rotate").stdout == "0 values sealed anew\n"


def test_a_key_that_values_need_is_not_removed(app: Flask, ring_file: Path) -> None:
    cast.lan()
    session.commit()
    keys(app, "add")
    keys(app, "activate", "2")

    said = keys(app, "remove", "1", "--at-once")

    assert said.exit_code == 1
    assert "2 values are sealed with key 1" in said.output
    assert crypto.ring().ids == (1, 2)


def test_a_key_rests_a_day_before_it_is_removed(app: Flask, ring_file: Path) -> None:
    keys(app, "add")
    keys(app, "activate", "2")
    assert "within a day" in keys(app, "remove", "1").output

    yesterday = ring_file.stat().st_mtime - 25 * 60 * 60
    os.utime(ring_file, (yesterday, yesterday))

    assert keys(app, "remove", "1").exit_code == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_a_row_somebody_holds_is_left_for_the_next_time(app: Flask, ring_file: Path) -> None:
    cast.lan()
    session.commit()
    keys(app, "add")
    keys(app, "activate", "2")

    with database().transaction() as other:
        other.execute(sa.text("UPDATE phone SET active = active"))
        assert rotate(database(), 10, lambda _label, _rows: None) == 1  # the identifier
    assert rotate(database(), 10, lambda _label, _rows: None) == 1


def test_a_number_nobody_has_is_refused_alike_before_and_after(app: Flask, ring_file: Path) -> None:
    """The work done for an unknown number opens a value that was sealed with the key of then."""
    unknown = {"personal_id": "999195000999"}
    assert app.test_client().get("/sign-in").status_code == 200
    first = a_browser(app).submit("/sign-in", unknown)
    keys(app, "add")
    keys(app, "activate", "2")
    keys(app, "remove", "1", "--at-once")

    assert a_browser(app).submit("/sign-in", unknown).status_code == first.status_code == 303


def test_a_key_that_is_not_in_the_ring_cannot_be_made_active(app: Flask, ring_file: Path) -> None:
    said = keys(app, "activate", "9")

    assert (said.exit_code, said.output) == (1, "Error: the active key is not in the ring\n")

"""Two versions run beside each other while a new one is rolled out: the schema is ahead of one."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from portal.app import create_app
from portal.config import Config
from portal.kernel import migrating, migrations
from portal.kernel.db import database
from tests.client import InspectingClient


def stamp(revision: str) -> None:
    with database().transaction() as connection:
        connection.execute(
            sa.text("UPDATE alembic_version SET version_num = :it"), {"it": revision}
        )


def go_back_one() -> None:
    with database().transaction() as connection:
        migrations.downgrade(connection, "-1")


def missing() -> list[str]:
    with database().transaction() as connection:
        return migrations.pending(connection)


def test_a_version_serves_on_a_schema_it_has_never_heard_of(
    app: Flask, visitor: InspectingClient
) -> None:
    stamp("9999")

    assert visitor.get("/readyz").status_code == 200
    assert app.test_cli_runner().invoke(args=["db", "served"]).exit_code == 0


def test_a_version_refuses_a_schema_that_lacks_a_revision(
    app: Flask, visitor: InspectingClient
) -> None:
    go_back_one()

    assert visitor.get("/readyz").status_code == 503
    refused = app.test_cli_runner().invoke(args=["db", "served"])
    assert refused.exit_code == 1
    assert "db upgrade" in refused.output


def test_a_database_without_a_schema_is_refused(app: Flask) -> None:
    with database().transaction() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))

    assert app.test_cli_runner().invoke(args=["db", "served"]).exit_code == 1


def test_a_database_that_is_away_is_no_wrong_schema(config: Config) -> None:
    away = replace(config, database_url="postgresql+psycopg://portal@127.0.0.1:1/portal")

    started = create_app(away).test_cli_runner().invoke(args=["db", "served"])

    assert started.exit_code == 0
    assert "away" in started.output


def test_upgrading_runs_each_missing_revision(app: Flask) -> None:
    with database().transaction() as connection:
        migrations.downgrade(connection, "-3")
    assert len(missing()) == 3

    migrating.upgrade(database())

    assert missing() == []


def a_table_in_use() -> Connection:
    """Hold what a migration has to change last, its own number."""
    holder = database().engine.connect()
    holder.execute(sa.text("LOCK TABLE alembic_version IN SHARE MODE"))
    return holder


# SQLite has one writer: who comes second waits for its turn.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_migration_steps_back_from_a_table_in_use_and_comes_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_back_one()
    holder = a_table_in_use()
    monkeypatch.setattr("portal.kernel.migrating.time.sleep", lambda _seconds: holder.close())

    migrating.upgrade(database())

    assert missing() == []


# SQLite has one writer: who comes second waits for its turn.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_migration_gives_up_on_a_table_that_is_never_free(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_back_one()
    monkeypatch.setattr(migrating, "TRIES", 2)
    monkeypatch.setattr(migrating, "SECONDS_BETWEEN", 0)

    with a_table_in_use(), pytest.raises(OperationalError):
        migrating.upgrade(database())

    assert len(missing()) == 1

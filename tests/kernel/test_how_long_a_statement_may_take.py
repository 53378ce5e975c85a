"""A page gives up after seconds; a job may count a whole province."""

from dataclasses import replace

import click
import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from portal.app import create_app
from portal.config import Config, Connections
from portal.kernel.db import database, reads, snapshot


@pytest.mark.hurried
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite hurries nobody
def test_a_job_has_more_time_than_a_page(config: Config) -> None:
    with click.Context(click.Command("count")):
        job = create_app(config)

    assert _most(create_app(config)) == "5s"
    assert _most(job) == "10min"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_behind_pgbouncer_a_job_asks_for_its_time_in_each_transaction(config: Config) -> None:
    shared = replace(config, connections=Connections(pgbouncer=True))
    with click.Context(click.Command("count")):
        job = create_app(shared)

    with job.app_context():
        with database().transaction() as connection:
            assert _limit(connection) == "10min"
        with snapshot() as connection:
            assert _limit(connection) == "10min"
        assert _most(job) == "0", "the role limits what is read outside of a transaction"
    with create_app(shared).app_context(), database().transaction() as connection:
        assert _limit(connection) == "0", "a page has what its role has"


def _limit(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SHOW statement_timeout").scalar_one())


def _most(app: Flask) -> str:
    with app.app_context():
        return _limit(reads())

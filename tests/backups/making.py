"""Typing `flask backup …`, and what lies in an installation that has something to lose."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from portal.audit import checkpoints, reading, trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.config import Config
from portal.kernel.db import database, session
from portal.people.models import Person
from tests.settlement.mess import a_mess


def backup(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["backup", *map(str, words)])


def something_to_lose() -> None:
    """People, a paid fee, lines of the log, and a signature under them."""
    a_mess()
    somebody = session.scalars(sa.select(Person.id).limit(1)).one()
    session.rollback()
    trail.note(Line(event=Event.RECORD_SEEN, about=somebody))
    with reading.one_moment(database()) as connection:
        checkpoints.take(connection, checkpoints.own_file())


def made(app: Flask) -> Path:
    """Make a backup and return its file."""
    said = backup(app, "create")
    assert said.exit_code == 0, said.output or said.exception
    return folder(app) / said.stdout.split(":")[0]


def folder(app: Flask) -> Path:
    config: Config = app.extensions["portal.config"]
    assert config.backups.folder
    return config.backups.folder


@contextmanager
def an_empty_database(app: Flask, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a database of the same kind that nothing is in."""
    url = sa.make_url(app.extensions["portal.config"].database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite'}"
        return
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"restored_{secrets.token_hex(4)}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


def tables_in(url: str) -> list[str]:
    engine = sa.create_engine(url)
    try:
        return sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()

"""The cast, the two databases, and a client that inspects every page."""

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.config import Config, Connections, Environment
from portal.kernel import clock, crypto, migrations
from portal.kernel.db import make_engine
from tests.client import InspectingClient
from tests.once import know_addresses, know_templates
from tests.postgres import postgres_url

MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday, 9:00 in Viet Nam
KEY_RING = crypto.KeyRing({1: bytes(range(32))})
crypto.use(KEY_RING)
# Who waits for another has to come through on a machine that stands still for some seconds.
PATIENT = Connections(longest_statement="30s", longest_wait="25s")
know_addresses()


class Time:
    """The hand that moves the only clock."""

    def __init__(self) -> None:
        self.now = MORNING

    def pass_by(self, **amount: float) -> None:
        """Let minutes, hours or days pass."""
        self.now += timedelta(**amount)


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Freeze the clock at a Tuesday morning; a test moves it by `time.pass_by(minutes=6)`."""
    frozen = Time()
    monkeypatch.setattr(clock, "now", lambda: frozen.now)
    return frozen


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty, migrated SQLite file that tests copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[sa.URL]:
    """Return a migrated PostgreSQL database that tests use as template."""
    name = f"portal_{os.getpid()}_{secrets.token_hex(4)}"
    _run(f'CREATE DATABASE "{name}"')
    url = sa.make_url(postgres_url()).set(database=name)
    engine = make_engine(_text(url))
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    yield url
    _run(f'DROP DATABASE "{name}"')
    _server().dispose()


def _text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


@cache
def _server() -> sa.Engine:
    return sa.create_engine(postgres_url(), isolation_level="AUTOCOMMIT")


def _run(statement: str) -> None:
    with _server().connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return a fresh database of each kind."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        shutil.copy(template, tmp_path / "portal.sqlite")
        yield f"sqlite:///{tmp_path / 'portal.sqlite'}"
        return
    model: sa.URL = request.getfixturevalue("migrated_postgresql")
    copy = f"{model.database}_{secrets.token_hex(4)}"
    _run(f'CREATE DATABASE "{copy}" TEMPLATE "{model.database}" STRATEGY FILE_COPY')
    yield _text(model.set(database=copy))
    _run(f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture(scope="session")
def built_assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder where the static files are built once."""
    return tmp_path_factory.mktemp("assets")


@pytest.fixture
def config(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path, built_assets: Path
) -> Config:
    """Return the configuration of a test installation."""
    is_hurried = request.node.get_closest_marker("hurried") is not None
    (tmp_path / "assets").symlink_to(built_assets)
    return Config(
        environment=Environment.TEST,
        database_url=database_url,
        instance=tmp_path,
        secret_key="only for tests, and long enough for that",
        key_ring=KEY_RING,
        secure_cookies=False,
        connections=Connections() if is_hurried else PATIENT,
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """Return an application on a fresh database; runs once on each kind of database."""
    application = create_app(config)
    know_templates(application)
    application.test_client_class = InspectingClient
    with application.app_context():
        yield application
    application.extensions["portal.database"].engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> InspectingClient:
    """Return a browser that nobody has signed in with."""
    return cast(InspectingClient, app.test_client())


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL statements sent while a test runs; clear it before what is counted."""
    sent: list[str] = []

    def collect(_c: object, _cur: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT")):
            sent.append(statement)

    engine = app.extensions["portal.database"].engine
    sa.event.listen(engine, "before_cursor_execute", collect)
    yield sent
    sa.event.remove(engine, "before_cursor_execute", collect)


Builder = Callable[..., Any]

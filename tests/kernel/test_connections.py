"""How the database and the fence are reached, and what a busy or silent one costs."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.config import Config, ConfigError, Connections, from_environment
from portal.kernel.crypto import KeyRing
from portal.kernel.db import database, make_engine
from tests.client import InspectingClient, a_browser

SAFE = {
    "PORTAL_DATABASE_URL": "postgresql+psycopg://portal@/portal",
    "PORTAL_SECRET_KEY": "only for tests, and long enough for that",
    "PORTAL_TRUSTED_HOSTS": "suckhoe.example.org",
    "PORTAL_SMS": "esms",
    "PORTAL_SMS_URL": "https://sms.example",
}
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def an_app(config: Config) -> Flask:
    app = create_app(config)
    app.test_client_class = InspectingClient
    return app


@only_postgresql
@pytest.mark.parametrize(
    ("pgbouncer", "timeout", "prepares"), [(False, "5s", 5), (True, "0", None)]
)
def test_behind_pgbouncer_nothing_is_said_at_the_start_and_nothing_prepared(
    database_url: str, pgbouncer: bool, timeout: str, prepares: int | None
) -> None:
    engine = make_engine(database_url, Connections(pgbouncer=pgbouncer))
    with engine.connect() as connection:
        limit = connection.exec_driver_sql("SHOW statement_timeout").scalar_one()
        driver = connection.connection.driver_connection
        assert driver is not None
        assert (limit, driver.prepare_threshold) == (timeout, prepares)
    engine.dispose()


@only_postgresql
def test_a_list_of_hosts_leads_to_the_one_that_takes_changes(database_url: str) -> None:
    url = sa.make_url(database_url)
    hosts = ("/nowhere", str(url.query["host"]))
    several = url.set(query={"host": hosts, "target_session_attrs": "read-write"})
    engine = make_engine(several.render_as_string(hide_password=False))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET language = 'vi'")
    engine.dispose()


def test_who_finds_every_connection_in_use_is_asked_to_come_back(config: Config) -> None:
    app = an_app(
        replace(config, connections=Connections(pool_size=1, overflow=0, seconds_for_one=1))
    )
    browser = a_browser(app)
    browser.set_cookie("sid", "a token of somebody")
    with app.app_context(), database().engine.connect():
        page = browser.get("/home")

    assert page.status_code == 503
    assert "tel:115" in page.text
    assert browser.get("/home").status_code == 303


@pytest.fixture
def silent_redis() -> Iterator[socket.socket]:
    """Take connections and never say a word."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(50)
        door.setblocking(False)
        yield door


@only_postgresql
def test_a_fence_that_does_not_answer_is_asked_now_and_then_and_left_alone(
    config: Config, silent_redis: socket.socket
) -> None:
    port = silent_redis.getsockname()[1]
    browser = a_browser(an_app(replace(config, fence_storage=f"redis://127.0.0.1:{port}/0")))
    form = {"csrf_token": browser.token("/sign-in"), "personal_id": "999195000123"}

    answers = [browser.post("/sign-in", data=form).status_code for _ in range(12)]

    assert set(answers) == {303}
    assert _asked(silent_redis) < len(answers) / 2


def _asked(door: socket.socket) -> int:
    count = 0
    while True:
        try:
            door.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    KeyRing.create(tmp_path / "keyring.json")
    return {**SAFE, "PORTAL_INSTANCE": str(tmp_path)}


def test_production_counts_its_fence_in_redis_and_reads_its_pool(
    production: dict[str, str],
) -> None:
    found = from_environment(
        {
            **production,
            "PORTAL_POOL_SIZE": "4",
            "PORTAL_POOL_OVERFLOW": "2",
            "PORTAL_PGBOUNCER": "1",
        }
    )

    assert found.fence_storage.startswith("redis://")
    assert found.connections == Connections(pool_size=4, overflow=2, pgbouncer=True)


@pytest.mark.parametrize("unsafe", [{"PORTAL_POOL_SIZE": "0"}, {"PORTAL_POOL_WAIT": "600"}])
def test_a_pool_that_holds_nobody_or_waits_for_ever_stops_the_start(
    production: dict[str, str], unsafe: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match="PORTAL_POOL"):
        from_environment({**production, **unsafe})

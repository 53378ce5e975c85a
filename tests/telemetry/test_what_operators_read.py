"""`flask metrics`: the state of the installation and the sums of its processes."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from prometheus_client import generate_latest
from werkzeug.serving import make_server

from portal.config import ROOT, Backups
from portal.kernel import clock
from portal.kernel.db import database, session
from portal.notifications.models import OutboxMessage
from portal.telemetry.collector import Pages, registry
from tests.notifications.messages import LAN, a_message

COUNT = (
    "from portal.kernel.metrics import REQUESTS; "
    "REQUESTS.labels('record.record', 'GET', '200').inc(3)"
)


def told(app: Flask, shared: str | None = None) -> str:
    return generate_latest(registry(app, shared)).decode()


def test_it_tells_what_waits_in_the_outbox_and_since_when(app: Flask) -> None:
    a_message(not_before=clock.now() - timedelta(seconds=90))
    a_message("two", not_before=clock.now() + timedelta(hours=1))
    session.commit()

    text = told(app)

    assert "portal_outbox_due 1.0" in text
    age = next(line for line in text.splitlines() if line.startswith("portal_outbox_oldest"))
    assert float(age.split()[1]) >= 90
    assert LAN not in text


def test_a_message_that_never_left_is_told_for_a_day(app: Flask) -> None:
    a_message()
    message = session.query(OutboxMessage).one()
    message.dead_at, message.last_error = clock.now() - timedelta(hours=25), "refused"
    session.commit()
    assert "portal_outbox_dead 0.0" in told(app)

    message.dead_at = clock.now()
    session.commit()
    assert "portal_outbox_dead 1.0" in told(app)


def test_it_tells_that_the_database_is_in_order(app: Flask) -> None:
    text = told(app)

    assert "portal_database_up 1.0" in text
    assert "portal_schema_at_head 1.0" in text
    assert "portal_log_trial_well 1.0" in text


def test_a_database_that_is_away_is_told_and_not_an_error(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = "sqlite:////nowhere/at/all.sqlite"
    monkeypatch.setattr(database(), "autocommit", sa.create_engine(away))

    assert "portal_database_up 0.0" in told(app)


def test_counts_of_processes_are_summed_and_outlive_them(app: Flask, tmp_path: Path) -> None:
    shared = tmp_path / "counts"
    for _ in range(2):
        subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", COUNT],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(shared)},
        )

    text = told(app, str(shared))

    assert 'portal_requests_total{method="GET",route="record.record",status="200"} 6.0' in text
    assert len(list(shared.glob("counter_*.db"))) == 1


def test_an_empty_folder_of_backups_is_told(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["portal.config"]
    assert "portal_backups_well" not in told(app), "nobody said that backups are kept here"

    app.extensions["portal.config"] = replace(settings, backups=Backups(folder=tmp_path))

    assert "portal_backups_well 0.0" in told(app)


def test_a_web_server_that_is_gone_is_told(app: Flask) -> None:
    nobody = Pages("http://127.0.0.1:9", "localhost")

    assert "portal_pages_up 0.0" in generate_latest(registry(app, None, nobody)).decode()


def test_a_web_server_that_may_take_work_is_told(app: Flask) -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    pages = Pages(f"http://127.0.0.1:{server.port}", "localhost")

    told_of_it = generate_latest(registry(app, None, pages)).decode()
    server.shutdown()
    thread.join()

    assert "portal_pages_up 1.0" in told_of_it

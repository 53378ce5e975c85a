"""`flask notifications send`, and `flask work` as `make run` starts it: processes of their own."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from portal.config import ROOT, Config
from tests.notifications.messages import LAN, TEXT, a_message, the_message

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # the process has the real clock


@pytest.fixture(params=["notifications send --forever", "work"])
def sender(
    request: pytest.FixtureRequest, app: Flask, config: Config
) -> Iterator[subprocess.Popen[str]]:
    ring = config.instance / "ring.json"
    ring.write_text(json.dumps({"1": b64encode(bytes(range(32))).decode()}), encoding="ascii")
    settings = {
        "PORTAL_ENV": "test",
        "PORTAL_DATABASE_URL": config.database_url,
        "PORTAL_INSTANCE": str(config.instance),
        "PORTAL_KEYRING": str(ring),
        "PORTAL_SECRET_KEY": config.secret_key,
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "-m", "flask", "--app", "wsgi", *request.param.split()],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def test_the_sender_sends_what_comes_and_ends_when_told(
    app: Flask, config: Config, sender: subprocess.Popen[str]
) -> None:
    a_message(not_before=LONG_AGO)
    assert sender.stdout is not None
    shown = json.loads(sender.stdout.readline())
    sender.send_signal(signal.SIGTERM)

    assert sender.wait(timeout=20) == 0
    assert shown["to"] == LAN
    assert shown["text"] == TEXT
    assert _lines(config.instance / "messages.jsonl") == [shown]
    assert the_message().text is None


def test_a_single_round_prints_its_counts_for_machines(app: Flask, config: Config) -> None:
    a_message()

    told = app.test_cli_runner().invoke(args=["notifications", "send", "--json"])

    assert told.exit_code == 0
    assert json.loads(told.stdout.splitlines()[-1]) == {
        "sent": 1,
        "later": 0,
        "dead": 0,
        "dropped": 0,
    }
    assert (config.instance / "messages.jsonl").stat().st_mode & 0o077 == 0


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

"""The demonstration commune, served from a folder of its own."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from portal.app import create_app
from portal.config import Config, Environment, Lifetimes
from portal.kernel import crypto

KEY_RING = crypto.KeyRing({1: bytes(range(32))})
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Commune:
    """The served demonstration commune."""

    app: Flask
    url: str
    messages: Path

    def newest_message(self) -> str:
        """Send what waits in the outbox and read the newest message."""
        sent = self.app.test_cli_runner().invoke(args=["notifications", "send"])
        assert sent.exit_code == 0, sent.output
        newest = json.loads(self.messages.read_text(encoding="utf-8").splitlines()[-1])
        return str(newest["text"])

    def newest_code(self) -> str:
        """Read the code of the newest message."""
        found = re.search(r"#([0-9]{6})$", self.newest_message())
        assert found, "the last line is not the one WebOTP reads"
        return found[1]


def load(folder: Path, *options: str) -> Flask:
    """Migrate a database in a folder and import the demonstration files into it."""
    app = create_app(_config(folder))
    for arguments in (["db", "upgrade"], ["demo", "load", *options]):
        done = app.test_cli_runner().invoke(args=arguments)
        assert done.exit_code == 0, done.output
    return app


@contextmanager
def served(app: Flask, folder: Path) -> Iterator[Commune]:
    """Serve an application on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Commune(app, f"http://127.0.0.1:{server.port}", folder / "messages.jsonl")
    finally:
        server.shutdown()
        thread.join()


def _config(folder: Path) -> Config:
    return Config(
        environment=Environment.TEST,
        database_url=f"sqlite:///{folder / 'portal.sqlite'}",
        instance=folder,
        secret_key="only for tests, and long enough for that",
        key_ring=KEY_RING,
        secure_cookies=False,
        # A day goes by for each journey: more than an unused account of staff is left open.
        lifetimes=Lifetimes(staff_unused=timedelta(days=10_000)),
    )

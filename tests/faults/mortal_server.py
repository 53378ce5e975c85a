"""The portal as it is served, in processes that are killed without a word and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from pathlib import Path

from portal.config import ROOT

SECONDS_TO_START = 120  # of a machine that has other work too
KEY = bytes(range(32))  # that of the tests' key ring, so that both read the same sealed text


class MortalServer:
    """gunicorn with two workers, in a process group of its own."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "keyring.json").write_text(json.dumps({"1": b64encode(KEY).decode()}))
        self.log = folder / "server.log"
        self.port = _free_port()
        self.is_up = threading.Event()
        self.deaths = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "PORTAL_ENV": "production",
            "PORTAL_INSTANCE": str(folder),
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_SECRET_KEY": "only for a test, and long enough for that",
            "PORTAL_TRUSTED_HOSTS": "127.0.0.1",
            "PORTAL_BEHIND_PROXY": "1",
            "PORTAL_SMS": "esms",
            "PORTAL_SMS_URL": "https://sms.invalid",
            "PORTAL_FENCE_STORAGE": "memory://",
            **settings,
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
        command += ["--preload", "--keep-alive", "30", "--log-level", "error", "wsgi:app"]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own program and arguments
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._wait(self._process)
        self.is_up.set()

    def kill(self) -> None:
        """End master and workers with SIGKILL: no handler runs, no connection is closed."""
        if self._process is None:
            return
        self.is_up.clear()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        while self._answers():  # a worker dies a moment after its master
            time.sleep(0.01)
        self._process = None
        self.deaths += 1

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end:
            if process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.05)
        raise RuntimeError(f"no server:\n{self.log.read_text(encoding='utf-8')}")

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

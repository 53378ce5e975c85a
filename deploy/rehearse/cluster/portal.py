"""The portal itself before a database: its pages as their unit runs them, and its commands."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from deploy.rehearse import units
from deploy.rehearse.certificate import HOST
from deploy.rehearse.host import BIND
from deploy.rehearse.ports import free_port
from deploy.rehearse.processes import Program, wait_until
from portal.config import ROOT
from portal.kernel import crypto
from portal.kernel.crypto import KeyRing


@dataclass
class Portal:
    """A production portal on one database, and where it is reached."""

    program: Program
    port: int
    environment: Mapping[str, str]

    def flask(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the portal's commands."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=self.program.folder,
            env={**os.environ, **self.environment},
            text=True,
            capture_output=True,
        )

    def share_keys(self) -> None:
        """Let this process seal with the portal's keys, to fill its database."""
        crypto.use(KeyRing.read(Path(self.environment["PORTAL_INSTANCE"]) / "keyring.json"))

    def start(self) -> "Portal":
        """Start it and wait until a worker answers: the port listens long before."""
        self.program.start()
        wait_until(self._is_alive, 300, "the portal answers")
        return self

    def _is_alive(self) -> bool:
        return self._says_yes("healthz")

    def is_ready(self) -> bool:
        """Say whether the portal itself says it may take work."""
        return self._says_yes("readyz")

    def _says_yes(self, path: str) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def make(folder: Path, database_url: str, name: str = "portal", root: Path = ROOT) -> Portal:
    """Prepare what portal-web.service runs, on a free port.

    `root` is another version of the code; the unit and the libraries are of this one.
    """
    folder.mkdir(exist_ok=True)
    ring = folder / "keyring.json"
    ring.write_text(json.dumps({"1": b64encode(bytes(range(32))).decode()}))
    environment = {
        "PORTAL_ENV": "production",
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_SECRET_KEY": "only for a rehearsal, and long enough for it",
        "PORTAL_TRUSTED_HOSTS": f"{HOST},127.0.0.1",
        "PORTAL_BEHIND_PROXY": "1",
        "PORTAL_FENCE_STORAGE": "memory://",
        "PORTAL_SMS": "esms",
        "PORTAL_SMS_URL": "https://sms.invalid",
    }
    port = free_port()
    [command] = units.read("portal-web").commands(environment, {BIND: f"127.0.0.1:{port}"})
    program = Program(
        name,
        command,
        folder / f"{name}.log",
        environment=environment,
        folder=root,
        stop_signal=signal.SIGTERM,
    )
    return Portal(program, port, environment)

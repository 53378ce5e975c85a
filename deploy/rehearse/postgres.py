"""Debian's PostgreSQL in a folder of its own, durable as in production."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.rehearse.accounts import UNPRIVILEGED
from deploy.rehearse.ports import free_port
from deploy.rehearse.processes import Program, wait_until
from deploy.rehearse.verdict import Skipped

SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{home}'
max_connections = 100
"""
RULES = """
local all postgres trust
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""


def programs() -> Path:
    """Return the folder of the newest installed server's programs."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    newest = max(found, key=lambda path: int(path.parent.name), default=None)
    if newest is None:
        raise Skipped("Debian's package postgresql is missing")
    return newest


@dataclass
class Postgres:
    """One server; `postgres` may do everything through the socket in `home`."""

    home: Path
    port: int
    program: Program

    @property
    def data(self) -> Path:
        return self.home / "data"

    def url(self, user: str, password: str, database: str = "portal") -> str:
        """Return an address over TCP, as the portal's setting wants it."""
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def sql(self, text: str, database: str = "postgres", **variables: str) -> str:
        """Run SQL as the superuser and return what psql prints; raise on a mistake."""
        command = [str(programs() / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.home), "-p", str(self.port), "-U", "postgres", "-d", database]
        command += [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
        done = subprocess.run(
            command, input=text, text=True, capture_output=True, check=False, cwd="/"
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self.program.start()
        wait_until(self._answers, 60, "PostgreSQL takes connections")

    def _answers(self) -> bool:
        asked = [str(programs() / "pg_isready"), "-q", "-h", str(self.home), "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0


def make(folder: Path, tables: Path | None = None) -> Postgres:
    """Make a server's folder, not started; `tables` is a disk for the tables alone."""
    folder.mkdir(parents=True, exist_ok=True)
    home, port = UNPRIVILEGED.owns(folder), free_port()
    command = [str(programs() / "initdb"), "-D", str(home / "data"), "-U", "postgres"]
    command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **UNPRIVILEGED.popen)
    if tables is not None:
        subprocess.run(["cp", "-a", str(home / "data" / "base"), str(tables)], check=True)
        shutil.rmtree(home / "data" / "base")
        (home / "data" / "base").symlink_to(tables / "base")
    with (home / "data" / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS.format(port=port, home=home))
    (home / "data" / "pg_hba.conf").write_text(RULES)
    program = Program(
        "postgresql",
        [str(programs() / "postgres"), "-D", str(home / "data")],
        home.parent / f"{home.name}.log",
        account=UNPRIVILEGED,
        stop_signal=signal.SIGINT,  # fast: roll back, disconnect, end
    )
    return Postgres(home, port, program)


@contextmanager
def running(folder: Path, tables: Path | None = None) -> Iterator[Postgres]:
    """Run a fresh server until the block ends."""
    server = make(folder, tables)
    server.start()
    try:
        yield server
    finally:
        server.program.stop()

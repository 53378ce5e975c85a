"""Redis and PgBouncer with the portal's own configuration on other ports."""

import shutil
import signal
from pathlib import Path

from deploy.rehearse.accounts import UNPRIVILEGED
from deploy.rehearse.ports import free_port
from deploy.rehearse.postgres import Postgres
from deploy.rehearse.processes import Program
from deploy.rehearse.units import DEPLOY
from deploy.rehearse.verdict import Skipped


def _found(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is None:
        raise Skipped(f"Debian has no {name} on this machine")
    return found


def redis(folder: Path) -> tuple[Program, int]:
    """Return a Redis that is not started yet, and its port."""
    port = free_port()
    command = [_found("redis-server"), str(DEPLOY / "redis" / "portal.conf")]
    command += ["--port", str(port), "--dir", str(folder), "--bind", "127.0.0.1"]
    return Program("redis", command, folder / "redis.log"), port


def pgbouncer(folder: Path, server: Postgres, password: str) -> tuple[Program, int]:
    """Return a PgBouncer that is not started yet, and its port."""
    port, home = free_port(), folder / "pgbouncer"
    home.mkdir()
    said = (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text(encoding="utf-8")
    instead = {
        "port=5432": f"port={server.port}",
        "listen_port = 6432": f"listen_port = {port}",
        "/etc/pgbouncer": str(home),
        "/var/log/postgresql": str(home),
        "/var/run/postgresql": str(home),
    }
    for text, here in instead.items():
        said = said.replace(text, here)
    (home / "pgbouncer.ini").write_text(said, encoding="utf-8")
    (home / "userlist.txt").write_text(f'"portal" "{password}"\n', encoding="utf-8")
    for path in (home, *home.iterdir()):
        UNPRIVILEGED.owns(path)
    program = Program(
        "pgbouncer",
        [_found("pgbouncer"), str(home / "pgbouncer.ini")],
        folder / "pgbouncer-out.log",
        account=UNPRIVILEGED,
        stop_signal=signal.SIGINT,
    )
    return program, port

"""A new version is rolled out while people use the old one: expand, both, contract the old.

Twice: from the version before the newest migration to this one, where the history has it, and from
this one to a made-up next one. No request may fail on either.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.seed import Reader
from deploy.rehearse import postgres
from deploy.rehearse.cluster import portal
from deploy.rehearse.cluster.portal import Portal
from deploy.rehearse.cluster.residents import Residents, Seen
from deploy.rehearse.postgres import Postgres
from deploy.rehearse.stage import Stage
from deploy.rehearse.versions import trees
from portal.config import ROOT

CALM = 4.0
PEOPLE = 40
# The readers are made by the version whose schema the database has then.
SEED = """
import dataclasses, json, sys
from pathlib import Path
from bench import seed
from portal.kernel import crypto
from portal.kernel.crypto import KeyRing
crypto.use(KeyRing.read(Path(sys.argv[2])))
made = seed.prepare(sys.argv[1], {people}, {people})
print(json.dumps([dataclasses.asdict(reader) for reader in made]))
"""


def play(stage: Stage) -> None:
    """Roll out twice, each time on a fresh database of one server."""
    server = stage.enter_context(postgres.running(stage.folder / "postgresql"))
    server.sql("CREATE ROLE portal LOGIN PASSWORD 'rehearsal'")
    before = trees.version_before(stage.folder / "before")
    stage.verdict.figure("version before", "from the history" if before else "not in this clone")
    if before:
        _roll_out(stage, server, "to this version", before, ROOT)
    _roll_out(stage, server, "to the next", ROOT, trees.version_after(stage.folder / "after"))


def _roll_out(stage: Stage, server: Postgres, name: str, old: Path, new: Path) -> None:
    stage.say(name)
    database = name.replace(" ", "_")
    server.sql(f"CREATE DATABASE {database} OWNER portal")
    url = server.url("portal", "rehearsal", database)
    folder = stage.folder / database
    first = portal.make(folder, url, "old", root=old)
    readers = _seed(old, first)
    with _running(first), _both(first, readers) as (residents, ports):
        time.sleep(CALM)
        second = portal.make(folder, url, "new", root=new)
        _upgrade(stage, second, f"{name}: expanded")
        time.sleep(CALM)
        # A version of the past may have taken a newer schema for a wrong one.
        stage.verdict.figure(f"{name}: old version ready", first.is_ready())
        stage.verdict.expect(old != ROOT or first.is_ready(), "this version bears the next schema")
        with _running(second):
            ports.append(second.port)
            time.sleep(CALM)
            stage.verdict.expect(second.is_ready(), f"{name}: the new version is ready")
            ports.remove(first.port)
            time.sleep(1)
            first.program.stop(40)
            if old == ROOT:
                trees.contract(new)
                _upgrade(stage, second, f"{name}: contracted")
                stage.verdict.expect(second.is_ready(), "it bears its own contraction")
            time.sleep(CALM)
            residents.finish()
    _judge(stage, name, residents.seen, server, database)


def _upgrade(stage: Stage, version: Portal, what: str) -> None:
    began = time.monotonic()
    done = version.flask("db", "upgrade")
    stage.verdict.figure(f"{what} in s", time.monotonic() - began)
    stage.verdict.expect(done.returncode == 0, f"{what}: {done.stderr[-300:]}")


@contextmanager
def _running(which: Portal) -> Iterator[None]:
    which.start()
    try:
        yield
    finally:
        which.program.stop()


@contextmanager
def _both(first: Portal, readers: list[Reader]) -> Iterator[tuple[Residents, list[int]]]:
    """Let residents use whatever ports are in the list, in turn, as behind a proxy."""
    ports, turn = [first.port], iter(range(10**9))
    with Residents(
        lambda: ports[next(turn) % len(ports)], readers, writing=2, reading=2, kept=False
    ) as residents:
        yield residents, ports


def _seed(root: Path, version: Portal) -> list[Reader]:
    ring = Path(version.environment["PORTAL_INSTANCE"]) / "keyring.json"
    program = SEED.format(people=PEOPLE)
    command = [sys.executable, "-c", program, version.environment["PORTAL_DATABASE_URL"], str(ring)]
    made = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(made.stderr[-2000:])
    return [Reader(**one) for one in json.loads(made.stdout)]


def _judge(stage: Stage, name: str, seen: Seen, server: Postgres, database: str) -> None:
    kept = set(server.sql("SELECT form_key FROM service_case", database).split())
    lost = set(seen.acknowledged) - kept
    verdict = stage.verdict
    verdict.figure(f"{name}: requests", len(seen.answers))
    verdict.figure(f"{name}: slowest s", seen.slowest)
    verdict.expect(not seen.refused(), f"{name}: every request succeeds: {seen.refused()}")
    verdict.expect(seen.acknowledged and not lost, f"{name}: what was acknowledged is kept")

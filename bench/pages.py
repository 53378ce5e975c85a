"""Signed-in page views of the portal beside bare Flask and Jinja, in the same run.

    python -m bench.pages                 two servers, turn by turn, over loopback
    python -m bench.pages --short         in this process, without sockets: ratios and statements,
                                          an error where one is above what is recorded
    python -m bench.pages --postgres      on PostgreSQL instead of SQLite

Ratios are what counts; times are of this machine at this moment.
"""

import argparse
import json
import os
import secrets
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from wsgiref.types import WSGIApplication

import sqlalchemy as sa

from bench import in_process, load, seed
from bench.bare import EXTENTS, create_bare
from bench.learning import learn
from bench.load import Load
from bench.plain_line import PLAIN
from bench.recorded import RECORDED
from bench.seed import Reader
from bench.servers import Server, cpu_ms_of_tree, parent_of, serve
from portal.app import create_app
from portal.config import from_environment
from portal.kernel import crypto
from portal.kernel.crypto import KeyRing
from portal.kernel.db import make_engine
from tests.postgres import postgres_url

BUDGET = 1.6  # times the processor time of a bare page; the portal's line of the log is in it
BUDGET_ALIKE = 1.3  # of a bare page that writes a line too
READERS, WARM_SECONDS, PAGES = 64, 1.0, 30
COLUMNS = ("pages/s", "p50 ms", "p95 ms", "web CPU ms", "db CPU ms", "bytes sent", "page bytes")


def main() -> None:
    """Measure and print; the short form ends with an error when a page became dearer."""
    asked = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-pages-")))
        url = stack.enter_context(a_database(folder, postgres=asked.postgres))
        crypto.use(KeyRing.create(folder / "keyring.json"))
        print(f"{asked.people} people on {url.partition(':')[0]}")
        readers = seed.prepare(url, asked.people, min(asked.people, READERS))
        PLAIN.create(make_engine(url))
        environment = portal_environment(folder, url)
        if asked.short:
            sys.exit(_short(asked, url, environment, readers))
        servers = {
            "portal": stack.enter_context(serve("wsgi:app", environment, folder / "portal.log"))
        }
        for extent in EXTENTS:
            asks = {"url": url, "portal": environment, "reader": asdict(readers[0])}
            name = extent.replace(" ", "-")
            settings = folder / f"{name}.json"
            settings.write_text(json.dumps({**asks, "extent": extent}), encoding="utf-8")
            servers[extent] = stack.enter_context(
                serve(
                    "bench.bare:from_environment()",
                    {"BENCH_SETTINGS": str(settings)},
                    folder / f"{name}.log",
                )
            )
        print(f"{asked.users} users, {asked.rounds} rounds of {asked.seconds:g} s each, medians")
        for kind in asked.pages:
            _compare(asked, kind, readers, servers, _postmaster(url))


def _short(
    asked: argparse.Namespace, url: str, environment: dict[str, str], readers: list[Reader]
) -> int:
    """Call portal and bare pages in this process; return 1 when a page became dearer."""
    portal = create_app(from_environment(environment))
    learnt = learn(portal, readers[0])
    applications: dict[str, WSGIApplication] = {"portal": portal}
    for name, extent in EXTENTS.items():
        applications[name] = create_bare(url, learnt, readers[0], extent)
    dearer = False
    for kind in asked.pages:
        took = in_process.compare(applications, kind, readers, asked.rounds, PAGES)
        ratios = {name: took["portal"] / took[name] for name in EXTENTS}
        recorded, sent = RECORDED[_database_of(url)][kind], learnt[kind].statements
        exceeded = recorded.exceeded_by(ratios["bare"], sent)
        dearer |= bool(exceeded)
        print(
            f"{kind:14} portal {took['portal']:5.2f} ms"
            + "".join(f"   {name} {took[name]:5.2f} = {ratios[name]:4.2f}" for name in EXTENTS)
            + f"   {sent} statements   {', '.join(exceeded) or 'as recorded'}",
            flush=True,
        )
    print(f"budgets: {BUDGET} of bare, {BUDGET_ALIKE} of bare with its line; verdict: ", end="")
    print("a page became dearer" if dearer else "no page became dearer")
    return int(dearer)


def _database_of(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgresql"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Page views beside bare Flask and Jinja.")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--pages", nargs="*", help="kinds of pages, else all that are recorded")
    asked = parser.parse_args()
    asked.pages = asked.pages or list(RECORDED["postgresql" if asked.postgres else "sqlite"])
    if asked.short:
        asked.people, asked.rounds = 200, 5
    return asked


@contextmanager
def a_database(folder: Path, *, postgres: bool) -> Iterator[str]:
    """Give the address of an empty database that goes away with the block."""
    if not postgres:
        yield f"sqlite:///{folder / 'bench.sqlite'}"
        return
    server = sa.make_url(postgres_url())
    name = f"bench_{os.getpid()}_{secrets.token_hex(4)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


def portal_environment(folder: Path, url: str) -> dict[str, str]:
    """Configure the portal as in production."""
    return {
        "PORTAL_ENV": "production",
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DATABASE_URL": url,
        "PORTAL_SECRET_KEY": "only for a measurement, and long enough for it",
        "PORTAL_TRUSTED_HOSTS": "127.0.0.1",
        "PORTAL_BEHIND_PROXY": "1",
        "PORTAL_SMS": "esms",
        "PORTAL_SMS_URL": "https://sms.invalid",
        "PORTAL_FENCE_STORAGE": "memory://",
    }


def _compare(
    asked: argparse.Namespace,
    kind: str,
    readers: list[Reader],
    servers: dict[str, Server],
    database: int | None,
) -> None:
    """Load both servers in turn with one kind of page and print what they took."""
    seen: dict[str, list[Row]] = {name: [] for name in servers}
    for server in servers.values():
        load.run(server.port, kind, readers, users=asked.users, seconds=WARM_SECONDS)
    for _ in range(asked.rounds):
        for name, server in servers.items():
            seen[name].append(_measure(asked, kind, readers, server, database))
    print(f"\n{kind:15}" + "".join(f"{title:>13}" for title in COLUMNS))
    middle = {name: _medians(rows) for name, rows in seen.items()}
    for name, row in middle.items():
        print(f"  {name:13}" + "".join(f"{figure:13.2f}" for figure in row))
    portal = middle["portal"]
    for name in EXTENTS:
        bare = middle[name]
        cpu = (portal[3] + portal[4]) / (bare[3] + bare[4])
        print(f"  portal / {name:14}: pages/s {portal[0] / bare[0]:.2f}, CPU {cpu:.2f}", flush=True)


Row = tuple[float, ...]


def _measure(
    asked: argparse.Namespace,
    kind: str,
    readers: list[Reader],
    server: Server,
    database: int | None,
) -> Row:
    web, base = server.cpu_ms, cpu_ms_of_tree(database) if database else 0.0
    seen: Load = load.run(server.port, kind, readers, users=asked.users, seconds=asked.seconds)
    spent = server.cpu_ms - web
    spent_by_database = cpu_ms_of_tree(database) - base if database else 0.0
    return (
        seen.pages_per_second,
        seen.percentile(0.5),
        seen.percentile(0.95),
        spent / seen.pages,
        spent_by_database / seen.pages,
        seen.wire_bytes / seen.pages,
        seen.page_bytes / seen.pages,
    )


def _medians(rows: list[Row]) -> Row:
    return tuple(statistics.median(column) for column in zip(*rows, strict=True))


def _postmaster(url: str) -> int | None:
    """Return the root of PostgreSQL's processes when it runs on this machine."""
    if url.startswith("sqlite"):
        return None
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        backend = int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        local = connection.exec_driver_sql("SELECT inet_server_addr() IS NULL").scalar_one()
        found = parent_of(backend) if local else None
    engine.dispose()
    return found


if __name__ == "__main__":
    main()

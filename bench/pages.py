"""Signed-in page views of the portal beside bare Flask and Jinja, in the same run.

    python -m bench.pages                 two servers, turn by turn, over loopback
    python -m bench.pages --short         in this process, without sockets: ratios only
    python -m bench.pages --postgres      on PostgreSQL instead of SQLite

Ratios are what counts; times are of this machine at this moment.
"""

import argparse
import json
import os
import secrets
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench import in_process, load, seed
from bench.load import Load
from bench.seed import Reader
from bench.servers import Server, cpu_ms_of_tree, parent_of, serve
from portal.kernel import crypto
from portal.kernel.crypto import KeyRing
from tests.postgres import postgres_url

BUDGET = 1.6  # of the processor time, with the line of the log
READERS, WARM_SECONDS = 64, 1.0
COLUMNS = ("pages/s", "p50 ms", "p95 ms", "web CPU ms", "db CPU ms", "bytes sent", "page bytes")


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-pages-")))
        url = stack.enter_context(a_database(folder, postgres=asked.postgres))
        crypto.use(KeyRing.create(folder / "keyring.json"))
        print(f"{asked.people} people on {url.partition(':')[0]}")
        readers = seed.prepare(url, asked.people, min(asked.people, READERS))
        environment = portal_environment(folder, url)
        sizes = in_process.sizes_of(environment, readers[0])
        if asked.short:
            in_process.compare(environment, url, sizes, readers, asked.rounds, asked.seconds)
            return
        settings = folder / "bare.json"
        settings.write_text(json.dumps({"url": url, "sizes": sizes}), encoding="utf-8")
        portal = stack.enter_context(serve("wsgi:app", environment, folder / "portal.log"))
        bare = stack.enter_context(
            serve(
                "bench.bare:from_environment()",
                {"BENCH_SETTINGS": str(settings)},
                folder / "bare.log",
            )
        )
        print(f"{asked.users} users, {asked.rounds} rounds of {asked.seconds:g} s each, medians")
        for kind in sizes:
            _compare(asked, kind, readers, {"bare": bare, "portal": portal}, _postmaster(url))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Page views beside bare Flask and Jinja.")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    if asked.short:
        asked.people, asked.rounds, asked.seconds = 200, 3, 2.0
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
    bare, portal = middle["bare"], middle["portal"]
    cpu = (portal[3] + portal[4]) / (bare[3] + bare[4])
    print(f"  portal / bare: pages/s {portal[0] / bare[0]:.2f}, CPU {cpu:.2f} (budget {BUDGET})")


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

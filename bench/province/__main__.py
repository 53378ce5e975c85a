"""The same pages of a province, of a tenth and of a hundredth of it, turn by turn.

    python -m bench.province                         370,000 residents and two shares of them
    python -m bench.province --residents 3700000     a province: about 30 GB, half an hour
    python -m bench.province --keep FOLDER           leave databases and keys there; a second
                                                     run with the same folder measures only

`--url` names a PostgreSQL server whose user may create databases and is a superuser, since a
load goes past the triggers. Give it what a province gets: shared_buffers of 2 GB or more,
random_page_cost 1.1, jit off; wal_level minimal spares the log of the load. Statements and
buffers are exact; times are of this machine at this moment.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench.pages import portal_environment
from bench.province import cast, filling, printing
from bench.province.browser import InProcess, OverHttp
from bench.province.measuring import Size
from bench.servers import serve
from portal.app import create_app
from portal.config import from_environment
from portal.kernel import clock, crypto
from portal.kernel.crypto import KeyRing
from tests.postgres import postgres_url


def main() -> None:
    """Fill what is not there, then measure."""
    asked = _arguments()
    with ExitStack() as stack:
        folder = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        crypto.use(_key_ring(folder))
        urls: dict[int, str] = {}
        for share in sorted(asked.shares, reverse=True):
            residents = filling.whole_communes(asked.residents // share)
            urls[residents] = stack.enter_context(_database(asked, residents))
        apps = {
            residents: create_app(from_environment(portal_environment(folder, url)))
            for residents, url in urls.items()
        }
        readers = {residents: cast.sign_in(url, asked.readers) for residents, url in urls.items()}
        called = [
            Size(residents=size, url=url, readers=readers[size], browser=InProcess(apps[size]))
            for size, url in urls.items()
        ]
        printing.pages(called, list(apps.values()), asked.rounds)
        if not asked.no_http:
            served = list(_served(stack, folder, urls, readers))
            printing.over_http(served, asked.rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A province beside shares of it.")
    parser.add_argument("--residents", type=int, default=370_000)
    parser.add_argument("--shares", type=lambda text: [int(one) for one in text.split(",")],
                        default=[100, 10, 1], help="divisors of the residents")  # fmt: skip
    parser.add_argument("--scale-rows", type=float, default=1.0, help="of doses, visits, lines")
    parser.add_argument("--url", help="of a server; else one of the tests' own, in memory")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-http", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="for the keys")
    return parser.parse_args()


def _key_ring(folder: Path) -> KeyRing:
    file = folder / "keyring.json"
    return KeyRing.read(file) if file.exists() else KeyRing.create(file)


@contextmanager
def _database(asked: argparse.Namespace, residents: int) -> Iterator[str]:
    """Give a filled database; it goes away with the block unless it is kept."""
    server = sa.make_url(asked.url or postgres_url())
    name = f"province_{residents}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    url = server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        there = connection.scalar(
            sa.text("SELECT true FROM pg_database WHERE datname = :name"), {"name": name}
        )
        if there and not asked.keep:
            raise SystemExit(f"{name} is there already: --keep its keys' folder, or drop it")
        if not there:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        if not there:
            printing.filled(
                residents, filling.fill(url, residents, clock.today(), asked.scale_rows)
            )
        yield url
    finally:
        if not asked.keep:
            with engine.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


def _served(
    stack: ExitStack,
    folder: Path,
    urls: dict[int, str],
    readers: Mapping[int, Sequence[cast.Reader]],
) -> Iterator[Size]:
    for residents, url in urls.items():
        log = folder / f"server_{residents}.log"
        server = stack.enter_context(serve("wsgi:app", portal_environment(folder, url), log))
        yield Size(
            residents=residents,
            url=url,
            readers=readers[residents],
            browser=OverHttp(server.port),
        )


if __name__ == "__main__":
    main()

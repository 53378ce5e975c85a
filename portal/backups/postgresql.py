"""PostgreSQL: dumping one moment as a stream, and restoring it into an empty database."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import IO

import sqlalchemy as sa

from portal.backups.faults import BackupFailed
from portal.backups.figures import Figures, figures_of
from portal.backups.programs import at_database, running
from portal.kernel.db import make_engine, take_time

CHUNK = 256 * 1024
_INTO = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
_LEFT = sa.text(r"""
    SELECT datname FROM pg_database AS made
    WHERE datname ~ '^portal_drill_[0-9a-f]{8}$' AND pg_get_userbyid(datdba) = current_user
      AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datid = made.oid)
""")


@contextmanager
def taken(url: str, programs: str) -> Iterator[tuple[Figures, Iterator[bytes]]]:
    """Yield the figures and the dump of one and the same moment, whoever writes meanwhile."""
    engine = make_engine(url).execution_options(isolation_level="REPEATABLE READ")
    try:
        with engine.begin() as connection:
            take_time(connection)
            moment = connection.execute(sa.text("SELECT pg_export_snapshot()")).scalar_one()
            yield figures_of(connection), _dump(url, programs, moment)
    finally:
        engine.dispose()


def _dump(url: str, programs: str, moment: str) -> Iterator[bytes]:
    how = ("--format=custom", f"--snapshot={moment}")
    with at_database(url, programs, "pg_dump", *how) as dump:
        assert dump.stdout
        while chunk := dump.stdout.read(CHUNK):
            yield chunk


@contextmanager
def receiving(url: str, programs: str) -> Iterator[IO[bytes]]:
    """Take a dump in; when it breaks off nothing of it stays.

    Owners and grants are the new server's: the role that restores owns the tables.
    """
    with at_database(url, programs, "pg_restore", *_INTO) as restore:
        assert restore.stdin
        yield restore.stdin


@contextmanager
def listing(programs: str) -> Iterator[IO[bytes]]:
    """Take a dump in of which pg_restore has to know what is in it."""
    with running(programs, "pg_restore", "--list") as listed:
        assert listed.stdin
        yield listed.stdin
        with suppress(BrokenPipeError):  # it has read the list, which comes first
            listed.stdin.close()


def refuse_full(url: str) -> None:
    """Raise BackupFailed where a database has tables."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if sa.inspect(connection).get_table_names():
                raise BackupFailed("the database is not empty: restore into a new one")
    except sa.exc.OperationalError as fault:
        raise BackupFailed("the database does not answer") from fault
    finally:
        engine.dispose()


@contextmanager
def scratch(url: str) -> Iterator[str]:
    """Make an empty database beside another, and drop it at the end."""
    server = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    name = f"portal_drill_{token_hex(4)}"
    address = sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    try:
        _make(server, name)
        with _in_use(address):
            yield address
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.dispose()


def _make(server: sa.Engine, name: str) -> None:
    try:
        with server.connect() as connection:
            _clear_away_what_was_left(connection)
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
    except sa.exc.ProgrammingError as refused:
        raise BackupFailed("this role may make no database: give it CREATEDB") from refused


def _clear_away_what_was_left(connection: sa.Connection) -> None:
    """Drop what drills of this role left that were killed: it is the whole database in clear."""
    for name in connection.execute(_LEFT).scalars().all():
        with suppress(sa.exc.DBAPIError):  # somebody is in it after all, or was quicker
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def _in_use(url: str) -> Iterator[None]:
    """Hold a session, by which another drill knows that a database is no leftover."""
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with engine.connect():
            yield
    finally:
        engine.dispose()

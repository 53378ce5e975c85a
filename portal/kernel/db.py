"""Tables, connections, and the one transaction of a request.

A request has two handles, each opened on first use:

- `reads()` is an AUTOCOMMIT connection for page queries and for the audit line of a
  look. Nothing is held open, and psycopg keeps its prepared statements.
- `session` is the transaction of a change. It begins at its first use (on SQLite with
  BEGIN IMMEDIATE, so two writers queue instead of failing) and is finished by the
  response: below 400 it commits, otherwise it rolls back.

Facts that must outlive a refusal (a try counted, a failure noted) go through
`separate_transaction()`, before the first use of `session`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, dataclass_transform

import click
import sqlalchemy as sa
from flask import Flask, Response, current_app, g
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, mapped_column
from sqlalchemy.types import TypeDecorator
from werkzeug.local import LocalProxy

from portal.config import Connections
from portal.kernel import crypto

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column,))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A row; reprs show the identity only, because reprs end up in logs."""

    metadata = sa.MetaData(naming_convention=NAMES)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {sa.inspect(self).identity}>"


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite forgets the zone, so it is put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """Text that only this column can open; the place is written `table.column`."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        return None if value is None else crypto.seal(self.place, value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else crypto.unseal(self.place, bytes(value))


def text_enum(kind: type[Any], name: str) -> sa.Enum:
    """Store a StrEnum by its values in a text column with a check."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Database:
    """The engine of one application, and the same engine without transactions."""

    def __init__(self, url: str, connections: Connections) -> None:
        self.engine = make_engine(url, connections)
        self.autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._is_limited_by_role = connections.pgbouncer and connections.longest_statement == JOB

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Begin, and commit at the end of the block or roll back on an error."""
        with self.engine.begin() as connection:
            self.give_time(connection)
            yield connection

    def give_time(self, connection: Connection) -> None:
        """Give a job's transaction its time where PgBouncer let nobody ask for it at the start."""
        if self._is_limited_by_role:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{JOB}'")


JOB = "10min"  # how long a statement of `flask …` may take: it may count the log of a province
# A server that vanished without a word is noticed in seconds instead of the kernel's two hours.
KEEPALIVES = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def make_engine(url: str, connections: Connections | None = None) -> Engine:
    """Open an engine with the settings each database needs to be safe."""
    using = connections or Connections()
    pool: dict[str, Any] = {
        "poolclass": sa.QueuePool,
        "pool_size": using.pool_size,
        "max_overflow": using.overflow,
        "pool_timeout": using.seconds_for_one,
        "hide_parameters": True,  # values of people stay out of errors and logs
    }
    if url.startswith("sqlite"):
        _keep_to_owner(url)
        engine = sa.create_engine(url, connect_args={"timeout": 5}, **pool)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    return sa.create_engine(url, pool_pre_ping=True, connect_args=_for_postgresql(using), **pool)


def _for_postgresql(using: Connections) -> dict[str, Any]:
    """Return what psycopg is told.

    PgBouncer hands another server to each transaction: it refuses limits given at the start
    (there the role has them: deploy/postgresql/roles.sql), and prepared statements are lost.
    """
    limits = (
        f"-c statement_timeout={using.longest_statement} -c lock_timeout={using.longest_wait}"
        " -c idle_in_transaction_session_timeout=30s"
    )
    given = {"prepare_threshold": None} if using.pgbouncer else {"options": limits}
    return {"connect_timeout": using.seconds_to_connect, **KEEPALIVES, **given}


def _keep_to_owner(url: str) -> None:
    """Make a new SQLite file readable for its owner alone; its log files follow it."""
    name = sa.make_url(url).database
    if name and name != ":memory:" and Path(name).parent.is_dir():
        Path(name).touch(mode=0o600)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin by itself
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # a REPLACE deletes, and only so do delete triggers hear of it
        "busy_timeout=5000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def database() -> Database:
    """Return the current application's database."""
    return cast(Database, current_app.extensions["portal.database"])


def reads() -> Connection:
    """Return this request's connection for reading."""
    if "reads" not in g:
        g.reads = database().autocommit.connect()
    return cast(Connection, g.reads)


def _session() -> Session:
    if "session" not in g:
        g.session = Session(database().engine, expire_on_commit=False, autoflush=True)
    return cast(Session, g.session)


session: Session = cast(Session, LocalProxy(_session))


@contextmanager
def separate_transaction() -> Iterator[Connection]:
    """Write facts that must outlive a refused request."""
    with database().transaction() as connection:
        yield connection


def change_if_possible(statement: sa.Executable) -> bool:
    """Do a change a page can do without, apart from the request's; say whether it was done.

    A disk that is full, or a server that became a standby, must not end reading.
    """
    try:
        with separate_transaction() as connection:
            connection.execute(statement)
    except (sa.exc.OperationalError, sa.exc.InternalError):
        return False
    return True


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Read with several statements what stood at one moment, whoever writes meanwhile."""
    beginning = "BEGIN" if database().is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    with database().autocommit.connect() as connection:
        connection.exec_driver_sql(beginning)
        database().give_time(connection)
        try:
            yield connection
        finally:
            connection.exec_driver_sql("ROLLBACK")


def take_time(connection: Connection) -> None:
    """Let the statements of this transaction run as long as a whole table takes to read or index.

    Waiting for a lock stays as short as it is: behind a waiting migration every page waits.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def finish_transaction(response: Response) -> Response:
    """Commit a success, roll back a refusal or a failure."""
    if "session" in g:
        if response.status_code < 400:
            g.session.commit()
        else:
            g.session.rollback()
    return response


def abandon() -> None:
    """Give up this request's change, so that an error page can be read from the database."""
    if "session" in g:
        g.session.rollback()


def _close(_error: BaseException | None = None) -> None:
    own: Session | None = g.pop("session", None)
    if own is not None:
        own.close()
    connection: Connection | None = g.pop("reads", None)
    if connection is not None:
        connection.close()


def init_app(app: Flask, url: str, connections: Connections) -> None:
    """Give the application its database and close its handles after each request."""
    is_job = click.get_current_context(silent=True) is not None  # `flask …`, never a server
    using = replace(connections, longest_statement=JOB) if is_job else connections
    app.extensions["portal.database"] = Database(url, using)
    app.teardown_appcontext(_close)

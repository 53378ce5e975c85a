"""Filling one database in one transaction: COPY into bare tables, then indexes, then ANALYZE.

As one transaction on tables just emptied, a server with `wal_level = minimal` writes no log
for it, and rows arrive frozen: no later VACUUM has to touch them all again.
"""

import gc
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from random import Random

import psycopg
import sqlalchemy as sa
from psycopg import Connection, sql

from bench.province import everybody, schema, words
from bench.province.columns import COLUMNS
from bench.province.commune import Commune
from bench.province.schema import Seconds
from portal.kernel import migrations
from portal.kernel.db import make_engine

# All communes have as many people, so that a page of one commune has the same rows at each size.
PEOPLE_OF_A_COMMUNE = 18_500
MAKERS = 4


@dataclass(kw_only=True)
class Filled:
    """What was written, and the seconds it took, by table."""

    rows: Counter[str] = field(default_factory=Counter)
    copying: Seconds = field(default_factory=lambda: Seconds(float))
    indexing: Seconds = field(default_factory=lambda: Seconds(float))
    checking: Seconds = field(default_factory=lambda: Seconds(float))
    making: float = 0.0
    analyzing: float = 0.0
    seconds: float = 0.0


def whole_communes(residents: int) -> int:
    """Return how many people live in so many whole communes; a small share is one small one."""
    count = residents // PEOPLE_OF_A_COMMUNE
    return count * PEOPLE_OF_A_COMMUNE or residents


def fill(url: str, residents: int, today: date, scale: float) -> Filled:
    """Migrate an empty database and fill it with so many people, rounded to whole communes."""
    _migrate(url)
    filled, began = Filled(), time.perf_counter()
    with psycopg.connect(_libpq(url)) as connection:
        # No trigger of the log or the receipts fires for a load; they guard what stands.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL synchronous_commit = off")
        parts = schema.take_off(connection, COLUMNS)
        _truncate(connection)
        for made in _communes(residents, today, scale):
            _copy_commune(connection, made, filled)
        filled.indexing, filled.checking = schema.put_on(connection, parts)
        _set_sequences(connection)
    _analyze(url, filled)
    filled.seconds = time.perf_counter() - began
    return filled


def _migrate(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()


def _libpq(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _truncate(connection: Connection) -> None:
    tables = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    connection.execute(sql.SQL("TRUNCATE {}").format(tables))


@dataclass(frozen=True, slots=True)
class Made:
    """The rows of one commune as text for COPY, by table."""

    texts: dict[str, bytes]
    rows: dict[str, int]
    seconds: float


def _communes(residents: int, today: date, scale: float) -> Iterator[Made]:
    """Make one commune after the other, the next while this one is copied."""
    number = max(1, round(residents / PEOPLE_OF_A_COMMUNE))
    people = min(residents, PEOPLE_OF_A_COMMUNE)
    with ProcessPoolExecutor(MAKERS, mp_context=get_context("fork")) as makers:
        begun: deque[Future[Made]] = deque()
        for one in range(number + MAKERS):
            if one < number:
                begun.append(makers.submit(make, one, people, today, scale))
            if one >= MAKERS:
                yield begun.popleft().result()


def make(number: int, people: int, today: date, scale: float) -> Made:
    """Make a commune; the keys of the installation are those of the process that forked."""
    gc.disable()  # nothing here goes in circles
    began = time.process_time()
    commune = Commune(
        number=number,
        name=words.a_commune(number),
        today=today,
        scale=scale,
        rng=Random(number),  # the same people each time
    )
    rows = everybody.rows_of(commune, people)
    texts = {table: "".join(f"{line}\n" for line in rows[table]).encode() for table in COLUMNS}
    counts = {table: len(rows[table]) for table in COLUMNS}
    return Made(texts, counts, time.process_time() - began)


def _copy_commune(connection: Connection, made: Made, filled: Filled) -> None:
    filled.making += made.seconds
    for table, text in made.texts.items():
        began = time.perf_counter()
        statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FREEZE)").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table]))
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(text)
        filled.copying[table] += time.perf_counter() - began
        filled.rows[table] += made.rows[table]


def _set_sequences(connection: Connection) -> None:
    """Let the next term of a fee have a number of its own: these were given by hand."""
    connection.execute(
        "SELECT setval(pg_get_serial_sequence('fee_terms', 'id'), max(id)) FROM fee_terms"
    )


def _analyze(url: str, filled: Filled) -> None:
    began = time.perf_counter()
    with psycopg.connect(_libpq(url), autocommit=True) as connection:
        connection.execute("ANALYZE")
    filled.analyzing = time.perf_counter() - began

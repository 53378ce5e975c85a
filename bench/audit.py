"""Chained lines of the log beside plain inserts of the same columns, in the same run.

    python -m bench.audit                  on SQLite and on PostgreSQL

A look is what the gate does: find the person, write one line, commit. The chained side
reads the end of the person's chain in the same statement. A batch is what an import does:
one transaction with a line for each of many people.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bench.pages import a_database
from bench.plain_line import PLAIN
from portal.audit.append import append
from portal.audit.events import Basis, Event
from portal.audit.heads import head_from, head_hash, head_position
from portal.kernel import clock, migrations
from portal.kernel.db import make_engine
from portal.kernel.partial_date import Precision
from portal.people.kinds import Sex
from portal.people.models import Person

_PERSON = sa.select(Person.id, Person.full_name).where(Person.id == sa.bindparam("person_id"))
_PERSON_AND_END = _PERSON.add_columns(head_position(Person.id), head_hash(Person.id))
Row = dict[str, Any]
Side = Callable[[Engine, Sequence[UUID]], int]


def main() -> None:
    """Measure both kinds of writing on both databases."""
    parser = argparse.ArgumentParser(description="Chained lines beside unchained ones.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--batches", type=int, default=10)
    asked = parser.parse_args()
    print(f"{'':11} {'':6} {'plain lines/s':>14} {'chained lines/s':>16} {'ratio':>6}")
    for postgres in (False, True):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-audit-")))
            url = stack.enter_context(a_database(folder, postgres=postgres))
            engine = make_engine(url)
            stack.callback(engine.dispose)
            people = _prepare(engine, asked.people)
            _compare("look", engine, people, asked.rounds, plain_looks, chained_looks)
            _compare("batch", engine, people * asked.batches, asked.rounds,
                     plain_batch, chained_batch)  # fmt: skip


def _prepare(engine: Engine, count: int) -> list[UUID]:
    people = [uuid4() for _ in range(count)]
    with engine.begin() as connection:
        migrations.upgrade(connection)
        PLAIN.create(connection)
        connection.execute(sa.insert(Person), [_person(one) for one in people])
    return people


def _person(person_id: UUID) -> Row:
    return {
        "id": person_id,
        "full_name": "Người Thử",
        "name_folded": "nguoi thu",
        "sex": Sex.FEMALE,
        "birth_date": date(1990, 1, 1),
        "birth_precision": Precision.DAY,
        "created_at": clock.now(),
    }


def _compare(
    what: str, engine: Engine, people: Sequence[UUID], rounds: int, plain: Side, chained: Side
) -> None:
    """Let both sides write in turns; print the medians and how they compare."""
    seen: dict[Side, list[float]] = {plain: [], chained: []}
    for turn in range(rounds + 1):  # the first warms up
        for side, rates in seen.items():
            started = time.perf_counter()
            lines = side(engine, people)
            if turn:
                rates.append(lines / (time.perf_counter() - started))
    bare, ours = (statistics.median(rates) for rates in seen.values())
    print(f"{engine.dialect.name:11} {what:6} {bare:14.0f} {ours:16.0f} {ours / bare:6.2f}")


def _row(person_id: UUID) -> Row:
    return {
        "at": clock.now(),
        "event": Event.RECORD_SEEN,
        "permitted": True,
        "basis": Basis.SELF,
        "section": "record",
        "person_id": person_id,
        "account_id": person_id,
        "actor_person_id": person_id,
        "actor_name": "Người Thử",
        "request_id": "0a1b2c3d",
    }


def _autocommit(engine: Engine) -> Connection:
    return engine.execution_options(isolation_level="AUTOCOMMIT").connect()


def plain_looks(engine: Engine, people: Sequence[UUID]) -> int:
    """Find each person and write one line, as before chains."""
    insert = sa.insert(PLAIN)
    with _autocommit(engine) as connection:
        for person_id in people:
            connection.execute(_PERSON, {"person_id": person_id}).one()
            connection.execute(insert, _row(person_id))
    return len(people)


def chained_looks(engine: Engine, people: Sequence[UUID]) -> int:
    """Find each person with the end of their chain, and put one line behind it."""
    with _autocommit(engine) as connection:
        for person_id in people:
            found = connection.execute(_PERSON_AND_END, {"person_id": person_id}).one()
            head = head_from(found[2], found[3])
            append(connection, [_row(person_id) | {"chain": person_id}], {person_id: head})
    return len(people)


BATCH = 200


def plain_batch(engine: Engine, people: Sequence[UUID]) -> int:
    """Write a line about each of 200 people in one transaction."""
    for first in range(0, len(people), BATCH):
        with engine.begin() as connection:
            rows = [_row(one) for one in people[first : first + BATCH]]
            connection.execute(sa.insert(PLAIN), rows)
    return len(people)


def chained_batch(engine: Engine, people: Sequence[UUID]) -> int:
    """Read the ends of 200 chains and put a line behind each in one transaction."""
    for first in range(0, len(people), BATCH):
        with engine.begin() as connection:
            rows = [_row(one) | {"chain": one} for one in people[first : first + BATCH]]
            append(connection, rows)
    return len(people)


if __name__ == "__main__":
    main()

"""Taking in one file: recognised, surveyed, written batch by batch, resumable.

Each batch and the position it reaches are one transaction, so a run that was killed goes
on where its last committed batch ended, and a file imported twice changes nothing.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from portal.interop.models import ImportProblem, ImportRun, ImportState
from portal.interop.problems import N_, FileRefused, NeverStored, RowProblem
from portal.interop.recognise import Family, recognise
from portal.interop.runs import collecting, placing, report
from portal.interop.runs.audit import note_imports
from portal.interop.runs.batch import Batch
from portal.interop.runs.spoken import Spoken
from portal.interop.runs.tally import Tally
from portal.interop.sources import FEEDS, Feed
from portal.kernel import clock
from portal.kernel.db import database

_CHUNK = 1024 * 1024
_LONGEST_STATEMENT = "10min"
_CLASHES = N_("This row contradicts another row that is already stored.")
Progress = Callable[[int], None]


@dataclass(slots=True)
class Outcome:
    """What a file did, for the summary; `refused` is the reason a file was not taken."""

    path: Path
    family: Family
    run_id: UUID
    tally: Tally = field(default_factory=Tally)
    problems: list[RowProblem] = field(default_factory=list)
    resumed_at: int = 0
    placed: int = 0


@dataclass(slots=True)
class _Run:
    id: UUID
    feed: Feed
    family: Family
    position: int
    spoken: Spoken = field(default_factory=Spoken)


def import_file(path: Path, progress: Progress = lambda _count: None) -> Outcome:
    """Import one file; raise FileRefused, with nothing written, when it cannot be taken.

    `progress` is told how many rows each batch dealt with.
    """
    family = recognise(path)
    run = _begin(path, family)
    outcome = Outcome(path, family, run.id, resumed_at=run.position)
    items = run.feed.values(path, clock.now())
    try:
        with collecting.rarely():
            for _ in itertools.islice(items, run.position):
                pass
            for batch in _batches(items, run.feed):
                _commit(run, batch, outcome)
                progress(len(batch))
    except FileRefused:
        _finish(run, ImportState.REFUSED)
        raise
    finally:
        run.spoken.close()
    _finish(run, ImportState.FINISHED)
    if family in placing.MAKES_PEOPLE_KNOWN:
        outcome.placed = placing.place_held()
    return outcome


def _batches(items: Iterator[Any], feed: Feed) -> Iterator[list[Any]]:
    """Part the items into batches of bounded weight, so that memory stays what it is."""
    batch: list[Any] = []
    weight = 0
    for item in items:
        batch.append(item)
        weight += feed.weight(item)
        if weight >= feed.batch_weight:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _begin(path: Path, family: Family) -> _Run:
    """Open a run, or take up the one of the same file that was killed."""
    digest, size = _digest(path), path.stat().st_size
    with database().transaction() as connection:
        killed = connection.execute(
            sa.select(ImportRun.id, ImportRun.position)
            .where(ImportRun.sha256 == digest, ImportRun.state == ImportState.RUNNING)
            .order_by(ImportRun.started_at.desc(), ImportRun.id)
            .limit(1)
        ).one_or_none()
        if killed is not None:
            return _Run(killed.id, FEEDS[family], family, killed.position)
        run_id = uuid4()
        connection.execute(
            sa.insert(ImportRun).values(
                id=run_id,
                family=family,
                sha256=digest,
                size=size,
                started_at=clock.now(),
                state=ImportState.RUNNING,
                position=0,
                **{f"rows_{name}": 0 for name in report.COUNTED},
            )
        )
    return _Run(run_id, FEEDS[family], family, 0)


def _digest(path: Path) -> bytes:
    total = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.digest()


def _finish(run: _Run, state: ImportState) -> None:
    with database().transaction() as connection:
        connection.execute(
            sa.update(ImportRun)
            .where(ImportRun.id == run.id)
            .values(state=state, finished_at=clock.now())
        )


def _commit(run: _Run, items: Sequence[Any], outcome: Outcome) -> None:
    """Write a batch in one transaction; where a row clashes, each row in its savepoint."""
    try:
        with _transaction() as connection:
            batch = _batch(run, connection)
            _write(run, batch, items)
            note_imports(batch)
            _advance(run, batch, len(items))
    except IntegrityError:
        with _transaction() as connection:
            batch = _batch(run, connection)
            for item in items:
                _write_alone(run, batch, item)
            note_imports(batch)
            _advance(run, batch, len(items))
    run.position += len(items)
    run.spoken.add(batch.fresh)
    outcome.tally += batch.report.tally
    outcome.problems += batch.report.problems


@contextmanager
def _transaction() -> Iterator[Connection]:
    """Begin a batch: thousands of rows in a statement may take longer than a page may."""
    with database().transaction() as connection:
        if not database().is_sqlite:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{_LONGEST_STATEMENT}'")
        yield connection


def _batch(run: _Run, connection: Connection) -> Batch:
    return Batch(
        connection=connection,
        run_id=run.id,
        family=run.family,
        now=clock.now(),
        today=clock.today(),
        source=run.feed.source,
        spoken=run.spoken,
    )


def _write(run: _Run, batch: Batch, items: Sequence[Any]) -> None:
    values = []
    for item in items:
        if isinstance(item, RowProblem | NeverStored):
            batch.report.note(item)
        else:
            values.append(item)
    if values:
        batch.exported_on = getattr(values[0], "exported_on", None)
        run.feed.write(batch, values)


def _write_alone(run: _Run, batch: Batch, item: Any) -> None:
    """Write one row so that a clash refuses it and nothing else."""
    single = _batch(run, batch.connection)
    single.fresh = set(batch.fresh)
    try:
        with batch.connection.begin_nested():
            _write(run, single, [item])
    except IntegrityError:
        batch.report.refuse(getattr(item, "row", 0), "", _CLASHES)
        return
    batch.fresh = single.fresh
    batch.touched |= single.touched
    batch.report.tally += single.report.tally
    batch.report.problems += single.report.problems


def _advance(run: _Run, batch: Batch, count: int) -> None:
    """Keep the position and the counts in the batch's own transaction."""
    tally = batch.report.tally
    columns: dict[Any, Any] = {
        getattr(ImportRun, f"rows_{name}"): getattr(ImportRun, f"rows_{name}")
        + getattr(tally, name)
        for name in report.COUNTED
    }
    if batch.exported_on is not None:
        columns[ImportRun.exported_on] = batch.exported_on
    batch.connection.execute(
        sa.update(ImportRun)
        .where(ImportRun.id == run.id)
        .values({ImportRun.position: ImportRun.position + count, **columns})
    )
    if batch.report.problems:
        batch.connection.execute(
            sa.insert(ImportProblem),
            [report.stored(run.id, problem) for problem in batch.report.problems],
        )

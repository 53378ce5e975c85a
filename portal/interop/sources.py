"""The families of files: how each is read, mapped and written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.interop.checkups import map as checkups_map
from portal.interop.checkups import read as checkups_read
from portal.interop.checkups import school
from portal.interop.claims import map as claims_map
from portal.interop.claims import read as claims_read
from portal.interop.claims import run as claims_run
from portal.interop.exchange831 import map as exchange_map
from portal.interop.exchange831 import read as exchange_read
from portal.interop.exchange831 import run as exchange_run
from portal.interop.facilities import read as facilities_read
from portal.interop.facilities import run as facilities_run
from portal.interop.population import map as population_map
from portal.interop.population import read as population_read
from portal.interop.population import run as population_run
from portal.interop.population import ties as population_ties
from portal.interop.problems import NeverStored, RowProblem
from portal.interop.recognise import Family
from portal.interop.registers import without_registers
from portal.interop.registry import map as registry_map
from portal.interop.registry import read as registry_read
from portal.interop.registry import run as registry_run
from portal.interop.runs.batch import Batch
from portal.interop.values.encounter import EncounterValue
from portal.interop.values.person import PersonRow
from portal.kernel import clock
from portal.people.kinds import Source

Item = Any  # a value of the family, RowProblem or NeverStored


@dataclass(frozen=True, slots=True)
class Feed:
    """One family: values out of a file, and the writer of a batch of them.

    A batch is written once it weighs `batch_weight`; an item weighs 1 unless it is told how.
    """

    values: Callable[[Path, datetime], Iterator[Item]]
    write: Callable[[Batch, Sequence[Any]], None]
    source: Source
    batch_weight: int
    weight: Callable[[Item], int] = lambda _item: 1


def _population(path: Path, now: datetime) -> Iterator[Item]:
    """Yield all persons, then all families: a relative may stand further down the list."""
    today = clock.local(now).date()
    for record in population_read.read(path):
        yield from without_registers(population_map.person(record, today))
    for record in population_read.read(path):
        for row in population_map.person(record, today):
            if isinstance(row, PersonRow) and row.relatives:
                yield population_ties.Family(row)


def _write_population(batch: Batch, values: Sequence[Any]) -> None:
    persons = [value for value in values if isinstance(value, PersonRow)]
    families = [value for value in values if isinstance(value, population_ties.Family)]
    if persons:
        population_run.write(batch, persons)
    if families:
        population_ties.write(batch, families)


def _claims(path: Path, now: datetime) -> Iterator[Item]:
    for row in claims_read.read(path):
        found = [row] if isinstance(row, RowProblem) else claims_map.encounter(row, now)
        yield from without_registers(found)


def _registry(path: Path, now: datetime) -> Iterator[Item]:
    yield from registry_map.values(registry_read.read(path), clock.local(now).date())


def _rows_of_visit(item: Item) -> int:
    """Return how many rows a visit writes, so that no hospital stay makes a batch too large."""
    if not isinstance(item, EncounterValue):
        return 1
    parts = (item.diagnoses, item.medicines, item.procedures, item.labs, item.reports, item.notes)
    return 1 + sum(map(len, parts))


def _exchange(path: Path, now: datetime) -> Iterator[Item]:
    today = clock.local(now).date()
    for row in exchange_read.read(path):
        yield from without_registers(exchange_map.record(row, today))


def _facilities(path: Path, now: datetime) -> Iterator[Item]:  # noqa: ARG001 - same shape
    yield from facilities_read.read(path)


def _checkups(path: Path, now: datetime) -> Iterator[Item]:
    for row in checkups_read.read(path):
        found = [row] if isinstance(row, RowProblem) else checkups_map.check(row, now)
        yield from without_registers(found)


def _school(path: Path, now: datetime) -> Iterator[Item]:
    yield from without_registers(school.checks(path, clock.local(now).date()))


FEEDS = {
    Family.POPULATION: Feed(_population, _write_population, Source.POPULATION_LIST, 500),
    Family.FACILITIES: Feed(_facilities, facilities_run.write, Source.STATION, 500),
    Family.CLAIMS: Feed(_claims, claims_run.write, Source.CLAIM_FILE, 4000, _rows_of_visit),
    Family.REGISTRY: Feed(_registry, registry_run.write, Source.IMMUNISATION_REGISTRY, 5000),
    Family.RECORD_831: Feed(_exchange, exchange_run.write, Source.RECORD_EXCHANGE, 50),
    Family.CHECKUP: Feed(_checkups, claims_run.write, Source.HEALTH_CHECK, 100),
    Family.SCHOOL: Feed(_school, claims_run.write, Source.HEALTH_CHECK, 100),
}


def is_value(item: Item) -> bool:
    return not isinstance(item, RowProblem | NeverStored)

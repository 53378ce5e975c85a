"""Doses and plans of known persons, by person, day and vaccine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row

from portal.immunisation.models import Dose, PlannedDose
from portal.interop.runs.batch import Batch
from portal.interop.runs.vaccines import vaccine_code, vaccine_key
from portal.interop.runs.writes import Writes
from portal.interop.values.dose import DoseStatus, DoseValue, Funding
from portal.kernel.keys_of_rows import new_key
from portal.kernel.text import fold
from portal.people.kinds import Source

_AT_ONCE = 500
_COMPARED = (
    "vaccine_code", "given_precision", "number_as_written", "facility_name",
    "lot", "vaccinator", "reaction", "funding", "next_on", "gestation_month",
)  # fmt: skip
_THESE: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_STORED = sa.select(
    Dose.id, Dose.person_id, Dose.given_on, Dose.vaccine_key, Dose.source, Dose.recorded_on,
    Dose.import_id, *(getattr(Dose, name) for name in _COMPARED),
).where(Dose.person_id.in_(_THESE), Dose.replaced_at.is_(None))  # fmt: skip
_PLANNED = sa.select(PlannedDose.person_id, PlannedDose.vaccine_key).where(
    PlannedDose.person_id.in_(_THESE)
)
_AUTHORITY = Source.IMMUNISATION_REGISTRY
DoseKey = tuple[UUID, date, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A dose and the person who got it."""

    person_id: UUID
    value: DoseValue
    recorded_on: date | None = None
    recorded_by: str = ""


def write(batch: Batch, placed: Sequence[Placed]) -> list[str]:
    """Write these doses; return "new", "changed" or "same" for each, in order."""
    ids = {item.person_id for item in placed}
    doses, plans = _doses(batch, ids), _plans(batch, ids)
    writes = Writes(batch.connection, Dose, PlannedDose)
    outcomes = [
        _dose(batch, writes, doses, item)
        if item.value.status is DoseStatus.GIVEN
        else _plan(batch, writes, plans, item)
        for item in placed
    ]
    writes.send()
    return outcomes


def _doses(batch: Batch, ids: set[UUID]) -> dict[DoseKey, Row[Any]]:
    found: dict[DoseKey, Row[Any]] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        part = {"ids": ordered[start : start + _AT_ONCE]}
        for row in batch.connection.execute(_STORED, part):
            found[row.person_id, row.given_on, row.vaccine_key] = row
    return found


def _plans(batch: Batch, ids: set[UUID]) -> set[tuple[UUID, str]]:
    found: set[tuple[UUID, str]] = set()
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        part = {"ids": ordered[start : start + _AT_ONCE]}
        found |= {(person, vaccine) for person, vaccine in batch.connection.execute(_PLANNED, part)}
    return found


def _dose(batch: Batch, writes: Writes, known: dict[DoseKey, Row[Any]], item: Placed) -> str:
    value = item.value
    if value.given_on is None:
        raise ValueError("a given dose has a day")
    code = vaccine_code(value.vaccine, value.antigens)
    key = (item.person_id, value.given_on.day, code or fold(value.vaccine))
    columns = _columns(value, code)
    recorded_on = item.recorded_on or value.exported_on or batch.today
    before = known.get(key)
    if not batch.first_time(key) or (
        before is not None and _adds_nothing(batch, before, columns, recorded_on)
    ):
        return "same"
    if before is not None:
        batch.connection.execute(
            sa.update(Dose).where(Dose.id == before.id).values(replaced_at=batch.now)
        )
    writes.add(
        Dose,
        id=new_key(),
        person_id=item.person_id,
        vaccine_key=key[2],
        given_on=key[1],
        **columns,
        facility_code=None,
        source=batch.source,
        recorded_on=recorded_on,
        recorded_by=item.recorded_by or None,
        import_id=batch.run_id,
        replaced_at=None,
    )
    return "new" if before is None else "changed"


def _adds_nothing(
    batch: Batch, before: Row[Any], columns: dict[str, Any], recorded_on: date
) -> bool:
    """Say whether the new row tells nothing that the stored one does not.

    The registry is authoritative over every other source, an older export does not
    replace a younger one, and a list that leaves the lot out does not take it away.
    """
    if recorded_on < before.recorded_on:
        return True
    if before.source is _AUTHORITY and batch.source is not _AUTHORITY:
        return True
    return all(columns[name] in (None, getattr(before, name)) for name in _COMPARED)


def _columns(value: DoseValue, code: str) -> dict[str, Any]:
    precision = value.given_on.precision if value.given_on else None
    return {
        "vaccine_code": code or None,
        "vaccine_name": value.vaccine,
        "given_precision": precision,
        "number_as_written": None if value.dose_number is None else str(value.dose_number),
        "facility_name": value.facility or None,
        "lot": value.lot or None,
        "vaccinator": value.vaccinator or None,
        "reaction": value.reaction or None,
        "funding": None if value.funding is Funding.UNKNOWN else value.funding.value,
        "next_on": value.next_on,
        "gestation_month": value.gestation_month,
    }


def _plan(batch: Batch, writes: Writes, known: set[tuple[UUID, str]], item: Placed) -> str:
    key = (item.person_id, vaccine_key(item.value.vaccine, item.value.antigens))
    if key in known:
        return "same"
    known.add(key)
    writes.add(
        PlannedDose,
        person_id=item.person_id,
        vaccine_key=key[1],
        vaccine_code=vaccine_code(item.value.vaccine, item.value.antigens) or None,
        vaccine_name=item.value.vaccine,
        planned_on=item.value.next_on,
        source=batch.source,
        recorded_on=item.value.exported_on or batch.today,
        recorded_by=None,
        import_id=batch.run_id,
    )
    return "new"

"""Encounters as versions: a re-send that differs replaces all of the one before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row

from portal.interop import packing
from portal.interop.runs import measurements, visit_parts
from portal.interop.runs.batch import Batch
from portal.interop.runs.writes import Writes
from portal.interop.values.encounter import EncounterKey, EncounterValue
from portal.kernel import clock, crypto
from portal.kernel.keys_of_rows import new_key
from portal.measurements.models import Measurement
from portal.visits.models import Encounter


@dataclass(frozen=True, slots=True)
class Placed:
    """An encounter and the person it belongs to."""

    person_id: UUID
    value: EncounterValue
    recorded_by: str = ""


def write(batch: Batch, placed: Sequence[Placed]) -> list[str]:
    """Write these encounters; return "new", "changed" or "same" for each, in order.

    Of several with one key the last is kept, as if they had come one after the other.
    """
    last = {item.value.key: item for item in placed}
    current = _current(batch, last)
    outcome: dict[EncounterKey, str] = {}
    replaced: list[UUID] = []
    writes = Writes(batch.connection, Encounter, *visit_parts.ORDER, Measurement)
    for key, item in last.items():
        before = current.get(key)
        content_hash = _hash(item)
        if before is not None and bytes(before.content_hash) == content_hash:
            outcome[key] = "same"
            continue
        outcome[key] = "new" if before is None else "changed"
        if before is not None:
            replaced.append(before.id)
        _add(batch, writes, item, before.id if before else None, content_hash)
    _replace(batch, replaced)
    writes.send()
    return [outcome[item.value.key] if last[item.value.key] is item else "same" for item in placed]


def _current(
    batch: Batch, keys: Iterable[EncounterKey]
) -> dict[EncounterKey, Row[UUID, str, str, bytes]]:
    codes = sorted({key.treatment_code for key in keys})
    query = sa.select(
        Encounter.id, Encounter.facility_code, Encounter.external_id, Encounter.content_hash
    ).where(Encounter.external_id.in_(codes), Encounter.replaced_at.is_(None))
    return {
        EncounterKey(row.facility_code, row.external_id): row
        for row in batch.connection.execute(query)
    }


def _hash(placed: Placed) -> bytes:
    """Return what tells a changed re-send from a copy.

    Where the row stands in the file, and whether the end still lies ahead, do not count.
    """
    content = packing.pack(placed.value, row=0, ends_in_future=False)
    return crypto.mac("encounter", str(placed.person_id), content)


def _replace(batch: Batch, ids: list[UUID]) -> None:
    if not ids:
        return
    for kind, column in ((Encounter, Encounter.id), (Measurement, Measurement.encounter_id)):
        batch.connection.execute(
            sa.update(kind)
            .where(column.in_(ids), kind.replaced_at.is_(None))
            .values(replaced_at=batch.now)
        )


def _add(
    batch: Batch, writes: Writes, item: Placed, replaces_id: UUID | None, content_hash: bytes
) -> None:
    value, encounter_id = item.value, new_key()
    recorded = {
        "source": batch.source,
        "recorded_on": clock.local(value.started_at).date(),
        "recorded_by": item.recorded_by or value.examiner or None,
        "import_id": batch.run_id,
    }
    writes.add(
        Encounter,
        id=encounter_id,
        person_id=item.person_id,
        facility_code=value.key.facility_code,
        external_id=value.key.treatment_code,
        content_hash=content_hash,
        care_class=value.kind_code or None,
        started_at=value.started_at,
        ended_at=value.ended_at,
        paid_at=value.paid_at,
        reason=value.reason or None,
        admission_reason=value.admission_reason or None,
        admission_diagnosis=value.admission_diagnosis or None,
        final_diagnosis=value.final_diagnosis or None,
        history=value.history or None,
        treatment=value.treatment or None,
        outcome=value.outcome_code or None,
        discharge=value.discharge_code or None,
        advice=value.advice or None,
        department=";".join(value.department_codes) or None,
        clinician=value.examiner or None,
        sensitivity=value.sensitivity,
        replaces_id=replaces_id,
        replaced_at=None,
        **recorded,
    )
    visit_parts.add(writes, item.person_id, encounter_id, value)
    measurements.add(writes, item.person_id, encounter_id, value, recorded)

"""From encounters of a claim file to the database; unknown people wait."""

from collections.abc import Sequence

from portal.interop.problems import N_
from portal.interop.runs import held, visits
from portal.interop.runs.batch import Batch
from portal.interop.runs.found import People
from portal.interop.values.encounter import BirthValue, EncounterValue

_BIRTH = N_("A birth certificate: the station adds the child.")


def write(batch: Batch, values: Sequence[EncounterValue | BirthValue]) -> None:
    """Write the encounters of known persons and hold the others."""
    encounters = [value for value in values if isinstance(value, EncounterValue)]
    people = People(batch.connection, (value.patient for value in encounters))
    placed: list[visits.Placed] = []
    waiting: list[held.Waiting] = []
    for value in values:
        if isinstance(value, BirthValue):
            waiting.append(held.Waiting(value, _BIRTH, ("birth", *_key(value))))
            continue
        found = people.find(value.patient)
        if found.person_id is None:
            waiting.append(held.Waiting(value, found.reason, _key(value)))
        else:
            placed.append(visits.Placed(found.person_id, value))
    held.hold_all(batch, waiting)
    _write(batch, placed)
    held.release_all(batch, (_key(item.value) for item in placed))


def _key(value: EncounterValue | BirthValue) -> tuple[str, str]:
    return value.key.facility_code, value.key.treatment_code


def _write(batch: Batch, placed: Sequence[visits.Placed]) -> None:
    outcomes = visits.write(batch, placed)
    batch.report.tally.count(outcomes)
    batch.touched.update(
        item.person_id for item, outcome in zip(placed, outcomes, strict=True) if outcome != "same"
    )

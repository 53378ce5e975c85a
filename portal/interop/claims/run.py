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
    for value in values:
        key = (value.key.facility_code, value.key.treatment_code)
        if isinstance(value, BirthValue):
            held.hold(batch, value, _BIRTH, "birth", *key)
            continue
        found = people.find(value.patient)
        if found.person_id is None:
            held.hold(batch, value, found.reason, *key)
        else:
            placed.append(visits.Placed(found.person_id, value))
    _write(batch, placed)


def _write(batch: Batch, placed: list[visits.Placed]) -> None:
    tally = batch.report.tally
    for item, outcome in zip(placed, visits.write(batch, placed), strict=True):
        setattr(tally, outcome, getattr(tally, outcome) + 1)
        if outcome != "same":
            batch.touched.add(item.person_id)
        key = item.value.key
        held.release(batch, key.facility_code, key.treatment_code)

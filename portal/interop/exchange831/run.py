"""From exchanged records to the database: parts A and B, doses and visits of known people."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portal.interop.exchange831.map import match_of
from portal.interop.runs import administrative, answers, doses, held, ties, visits
from portal.interop.runs.batch import Batch
from portal.interop.runs.found import People
from portal.interop.runs.persons import State, add_numbers, states
from portal.interop.runs.writes import Writes
from portal.interop.values.health_record import HealthRecordValue
from portal.people.models import Administrative, FamilyTie, Identifier
from portal.record.models import HistoryAnswer


def write(batch: Batch, values: Sequence[HealthRecordValue]) -> None:
    """Write each record whose person is known, whole; hold the others."""
    people = People(batch.connection, [match_of(value.person) for value in values])
    for value in values:
        found = people.find(match_of(value.person))
        if found.person_id is None:
            held.hold(batch, value, found.reason, *_key(value))
            continue
        changed = _write(batch, found.person_id, value)
        held.release(batch, *_key(value))
        if changed:
            batch.touched.add(found.person_id)
            batch.report.tally.changed += 1
        else:
            batch.report.tally.same += 1


def _key(value: HealthRecordValue) -> tuple[str, ...]:
    numbers = sorted(number.value for number in value.person.identifiers)
    return (value.request_id, *numbers, value.person.full_name)


def _write(batch: Batch, person_id: UUID, value: HealthRecordValue) -> bool:
    state = states(batch.connection, [person_id])[person_id]
    recorded_on = value.recorded_on or batch.today
    writes = Writes(batch.connection, Identifier, Administrative, FamilyTie, HistoryAnswer)
    changes = [
        add_numbers(batch, writes, person_id, state, value.person.identifiers),
        _part_a(batch, writes, state, value, recorded_on),
        bool(ties.add_missing(batch, writes, {person_id: value.person.relatives})),
        answers.save(
            batch,
            writes,
            person_id,
            value.answers,
            recorded_on=recorded_on,
            recorded_by=value.recorded_by,
        ),
    ]
    writes.send()
    placed_doses = [
        doses.Placed(person_id, dose, recorded_on, value.recorded_by) for dose in value.doses
    ]
    placed_visits = [visits.Placed(person_id, visit, value.recorded_by) for visit in value.visits]
    outcomes = doses.write(batch, placed_doses) + visits.write(batch, placed_visits)
    return any(changes) or any(outcome != "same" for outcome in outcomes)


def _part_a(
    batch: Batch, writes: Writes, state: State, value: HealthRecordValue, recorded_on: date
) -> bool:
    """Add what the record says of part A, unless a younger paper is on file already.

    The commune's list keeps the last word on what both of them say.
    """
    content = administrative.part_a(
        value.person,
        blood_abo=value.blood_abo,
        blood_rh=value.blood_rh,
        nationality=value.nationality,
        email=value.email,
        birth_registration_province=value.birth_province,
    )
    current = state.administrative
    if current is not None:
        content = {k: v for k, v in content.items() if getattr(current, k) is None}
    return administrative.save(
        batch,
        writes,
        state.person.id,
        current,
        content,
        recorded_on=recorded_on,
        recorded_by=value.recorded_by,
    )

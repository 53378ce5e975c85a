"""From registry subjects and doses to the database; unknown children wait."""

from collections.abc import Sequence
from uuid import UUID

from portal.interop.runs import doses, held, ties
from portal.interop.runs.batch import Batch
from portal.interop.runs.found import Known, People, key_of
from portal.interop.runs.persons import add_numbers, states
from portal.interop.runs.writes import Writes
from portal.interop.values.dose import DoseValue, SubjectValue
from portal.interop.values.person import PatientMatch
from portal.people.kinds import IdentifierSystem
from portal.people.models import FamilyTie, Identifier

Value = SubjectValue | DoseValue


def write(batch: Batch, values: Sequence[Value]) -> None:
    """Link subjects first, so that doses which carry only a subject code find them."""
    people = People(batch.connection, [_match(value) for value in values])
    _subjects(batch, people, [v for v in values if isinstance(v, SubjectValue)])
    placed = []
    for value in values:
        if isinstance(value, SubjectValue):
            continue
        found = people.find(value.subject)
        if found.person_id is None:
            held.hold(batch, value, found.reason, *_dose_key(value))
        else:
            placed.append(doses.Placed(found.person_id, value))
    for item, outcome in zip(placed, doses.write(batch, placed), strict=True):
        setattr(batch.report.tally, outcome, getattr(batch.report.tally, outcome) + 1)
        if outcome != "same":
            batch.touched.add(item.person_id)
        held.release(batch, *_dose_key(item.value))


def _match(value: Value) -> PatientMatch:
    return value.match if isinstance(value, SubjectValue) else value.subject


def _who(match: PatientMatch) -> tuple[str, ...]:
    """Return what tells one unknown subject from another."""
    numbers = sorted(f"{n.system}:{n.value}" for n in match.identifiers)
    birth = match.birth.day.isoformat() if match.birth else ""
    return (*numbers, match.full_name, birth) if not numbers else tuple(numbers)


def _dose_key(value: DoseValue) -> tuple[str, ...]:
    day = value.given_on.day.isoformat() if value.given_on else ""
    number = str(value.dose_number) if not day else ""
    return ("dose", *_who(value.subject), value.vaccine, value.status, day, number)


def _subjects(batch: Batch, people: People, subjects: Sequence[SubjectValue]) -> None:
    found: dict[UUID, SubjectValue] = {}
    for value in subjects:
        person = people.find(value.match)
        if person.person_id is None:
            held.hold(batch, value, person.reason, "subject", *_who(value.match))
            continue
        found[person.person_id] = value
        held.release(batch, "subject", *_who(value.match))
    if not found:
        return
    stored = states(batch.connection, found)
    writes = Writes(batch.connection, Identifier, FamilyTie)
    tied = ties.add_missing(batch, writes, {k: v.relatives for k, v in found.items()})
    for person_id, value in found.items():
        codes = [
            number
            for number in value.match.identifiers
            if number.system is IdentifierSystem.REGISTRY_SUBJECT
        ]
        linked = add_numbers(batch, writes, person_id, stored[person_id], codes)
        _learn(people, person_id, value)
        outcome = "changed" if linked or person_id in tied else "same"
        setattr(batch.report.tally, outcome, getattr(batch.report.tally, outcome) + 1)
    writes.send()


def _learn(people: People, person_id: UUID, value: SubjectValue) -> None:
    if value.match.birth is None:
        return
    for number in value.match.identifiers:
        if number.system is IdentifierSystem.REGISTRY_SUBJECT:
            known = Known(person_id, value.match.birth, value.match.sex)
            people.learn(key_of(number.system, number.value), known)

"""From registry subjects and doses to the database; unknown children wait."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
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
    placed: list[doses.Placed] = []
    waiting: list[held.Waiting] = []
    given = (value for value in values if isinstance(value, DoseValue))
    for match, of_one in _by_match(given):
        found = people.find(match)
        if found.person_id is None:
            waiting += [held.Waiting(v, found.reason, _dose_key(v)) for v in of_one]
        else:
            placed += [doses.Placed(found.person_id, value) for value in of_one]
    held.hold_all(batch, waiting)
    _write(batch, placed)
    held.release_all(batch, (_dose_key(item.value) for item in placed))


def _by_match(values: Iterable[DoseValue]) -> Iterator[tuple[PatientMatch, list[DoseValue]]]:
    """Yield the doses that share a match together: they are of one child."""
    for _, group in itertools.groupby(values, key=lambda value: id(value.subject)):
        of_one = list(group)
        yield of_one[0].subject, of_one


def _write(batch: Batch, placed: Sequence[doses.Placed]) -> None:
    outcomes = doses.write(batch, placed)
    batch.report.tally.count(outcomes)
    batch.touched.update(
        item.person_id for item, outcome in zip(placed, outcomes, strict=True) if outcome != "same"
    )


def _match(value: Value) -> PatientMatch:
    return value.match if isinstance(value, SubjectValue) else value.subject


def _who(match: PatientMatch) -> tuple[str, ...]:
    """Return what tells one unknown subject from another."""
    numbers = sorted(f"{n.system}:{n.value}" for n in match.identifiers)
    birth = match.birth.day.isoformat() if match.birth else ""
    return (*numbers, match.full_name, birth) if not numbers else tuple(numbers)


def _subject_key(value: SubjectValue) -> tuple[str, ...]:
    return ("subject", *_who(value.match))


def _dose_key(value: DoseValue) -> tuple[str, ...]:
    day = value.given_on.day.isoformat() if value.given_on else ""
    number = str(value.dose_number) if not day else ""
    return ("dose", *_who(value.subject), value.vaccine, value.status, day, number)


def _subjects(batch: Batch, people: People, subjects: Sequence[SubjectValue]) -> None:
    found: dict[UUID, SubjectValue] = {}
    waiting: list[held.Waiting] = []
    for value in subjects:
        person = people.find(value.match)
        if person.person_id is None:
            waiting.append(held.Waiting(value, person.reason, _subject_key(value)))
        else:
            found[person.person_id] = value
    held.hold_all(batch, waiting)
    if not found:
        return
    held.release_all(batch, (_subject_key(value) for value in found.values()))
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
        batch.report.tally.count(["changed" if linked or person_id in tied else "same"])
    writes.send()


def _learn(people: People, person_id: UUID, value: SubjectValue) -> None:
    if value.match.birth is None:
        return
    for number in value.match.identifiers:
        if number.system is IdentifierSystem.REGISTRY_SUBJECT:
            known = Known(person_id, value.match.birth, value.match.sex)
            people.learn(key_of(number.system, number.value), known)

"""From persons of a population list to the database.

The list is the commune's own: it makes persons, households and memberships, and it says
who represents a child. It never ends a membership of somebody it does not mention.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.interop.names import stored_name
from portal.interop.problems import N_
from portal.interop.runs import administrative, places
from portal.interop.runs.batch import Batch
from portal.interop.runs.found import Known, births_agree, known
from portal.interop.runs.persons import (
    State,
    add_numbers,
    add_phones,
    correct_person,
    new_person,
    personal_key,
    states,
)
from portal.interop.runs.writes import Writes
from portal.interop.values.person import PersonRow
from portal.kernel.keys_of_rows import new_key
from portal.kernel.partial_date import PartialDate
from portal.kernel.text import fold
from portal.people.kinds import UNNAMED, Relation
from portal.people.models import Administrative, Identifier, Membership, Person, Phone

Namesake = tuple[UUID, str]
_BIRTH_MISSING = N_("The birth date is missing; the person was not added.")
_NUMBER_TAKEN = N_("This number belongs to a person with another name and birth date.")
_TYPED_HERE = N_(
    "The station typed this number for another name or birth date. Look at the entry first."
)
_AGAIN = N_("This person comes again in the list; the first row counts.")


@dataclass(slots=True)
class _Stored:
    """What the batch found before writing."""

    households: dict[places.HouseholdKey, UUID]
    by_number: dict[Any, Known]
    members: dict[Namesake, list[Known]]
    states: dict[UUID, State]


def write(batch: Batch, rows: Sequence[PersonRow]) -> None:
    """Add or correct the persons of these rows."""
    stored = _stored(batch.connection, rows)
    writes = Writes(batch.connection, Person, Identifier, Phone, Administrative, Membership)
    for row in rows:
        _write(batch, writes, stored, row)
    writes.send()


def _stored(connection: Connection, rows: Sequence[PersonRow]) -> _Stored:
    homes = places.households(connection, rows)
    keys = [key for row in rows if (key := personal_key(row)) is not None]
    by_number = dict(known(connection, keys))
    members = _members(connection, homes.values())
    ids = [person.person_id for person in by_number.values()]
    ids += [person.person_id for namesakes in members.values() for person in namesakes]
    return _Stored(homes, by_number, members, states(connection, ids))


def _members(connection: Connection, homes: Iterable[UUID]) -> dict[Namesake, list[Known]]:
    """Return who lives in these households, by household and folded name."""
    found: dict[Namesake, list[Known]] = {}
    query = (
        sa.select(
            Membership.household_id,
            Person.id,
            Person.name_folded,
            Person.birth_date,
            Person.birth_precision,
            Person.sex,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.household_id.in_(sorted(homes)), Membership.left_on.is_(None))
        .order_by(Membership.id)
    )
    for row in connection.execute(query):
        born = PartialDate(row.birth_date, row.birth_precision)
        member = Known(row.id, born, row.sex)
        found.setdefault((row.household_id, row.name_folded), []).append(member)
    return found


def _write(batch: Batch, writes: Writes, stored: _Stored, row: PersonRow) -> None:
    home = stored.households.get(places.household_key(row))
    person = _who(stored, row, home)
    refusal = _contradicts(stored, person, row) if person is not None else ""
    if refusal:
        batch.report.refuse(row.row, "", refusal)
        return
    if person is None and row.birth is None:
        batch.report.refuse(row.row, "", _BIRTH_MISSING)
        return
    person_id = person.person_id if person else new_key()
    if not batch.first_time(person_id):
        batch.report.warn(row.row, "", _AGAIN)
        batch.report.tally.same += 1
        return
    state = stored.states.get(person_id)
    if person is None:
        new_person(batch, writes, person_id, row)
        _remember(stored, row, home, person_id)
    changed = _details(batch, writes, person_id, state, row, home)
    if person is None or changed:
        batch.touched.add(person_id)
    if person is None:
        batch.report.tally.new += 1
    elif changed:
        batch.report.tally.changed += 1
    else:
        batch.report.tally.same += 1


def _who(stored: _Stored, row: PersonRow, home: UUID | None) -> Known | None:
    """Find the person by number, else as the namesake of the same birth in the household."""
    key = personal_key(row)
    if key is not None and key in stored.by_number:
        return stored.by_number[key]
    if home is None or row.birth is None:
        return None
    for member in stored.members.get((home, fold(row.full_name)), ()):
        state = stored.states.get(member.person_id)
        has_other_number = key is not None and state is not None and _has_number(state, key)
        if births_agree(member.born, row.birth) and not has_other_number:
            return member
    return None


def _has_number(state: State, key: Any) -> bool:
    return any(own[0] is key[0] and own != key for own in state.numbers)


def _contradicts(stored: _Stored, person: Known, row: PersonRow) -> str:
    """Say why the number was typed for somebody else: name and birth differ.

    Of a number that no list has confirmed, typed at the counter, either is enough: nobody
    comes to another's record by having a number typed under a name of their own.
    """
    state = stored.states.get(person.person_id)
    if state is None:
        return ""
    name_differs = state.person.name_folded != fold(row.full_name)
    birth_differs = row.birth is not None and not births_agree(person.born, row.birth)
    if personal_key(row) in state.typed_here:
        is_unnamed = state.person.name_folded.startswith(UNNAMED)
        return _TYPED_HERE if birth_differs or (name_differs and not is_unnamed) else ""
    return _NUMBER_TAKEN if name_differs and birth_differs else ""


def _remember(stored: _Stored, row: PersonRow, home: UUID | None, person_id: UUID) -> None:
    """Let later rows of this batch find a person it has just added."""
    if row.birth is None:
        return
    person = Known(person_id, row.birth, row.sex)
    key = personal_key(row)
    if key is not None:
        stored.by_number[key] = person
    if home is not None:
        stored.members.setdefault((home, fold(stored_name(row.full_name))), []).append(person)


def _details(
    batch: Batch, writes: Writes, person_id: UUID, state: State | None, row: PersonRow,
    home: UUID | None,
) -> bool:  # fmt: skip
    """Bring everything below the person up to date; say whether anything changed."""
    changes = [
        state is not None and correct_person(batch, state, row),
        add_numbers(batch, writes, person_id, state, row.identifiers),
        add_phones(batch, writes, person_id, state, row.phones),
        administrative.save(
            batch,
            writes,
            person_id,
            state.administrative if state else None,
            administrative.part_a(row),
        ),
        _join(batch, writes, person_id, state, row, home),
    ]
    return any(changes)


def _join(
    batch: Batch, writes: Writes, person_id: UUID, state: State | None, row: PersonRow,
    home: UUID | None,
) -> bool:  # fmt: skip
    """Put the person into the household; moving out of another is an event, not a change."""
    if home is None:
        return False
    current = state.membership if state else None
    position, relation = row.order_in_household or 0, row.relation or Relation.OTHER
    words = row.relation_text or None
    if current is not None and current.household_id == home:
        same = (position, relation, words) == (
            current.position,
            current.relation,
            current.relation_text,
        )
        if not same:
            batch.connection.execute(
                sa.update(Membership)
                .where(Membership.id == current.id)
                .values(position=position, relation=relation, relation_text=words)
            )
        return not same
    if current is not None:
        batch.connection.execute(
            sa.update(Membership).where(Membership.id == current.id).values(left_on=batch.today)
        )
    writes.add(
        Membership,
        household_id=home,
        person_id=person_id,
        position=position,
        relation=relation,
        relation_text=words,
        joined_on=batch.today,
        left_on=None,
    )
    return True

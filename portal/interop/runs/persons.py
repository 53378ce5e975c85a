"""What the database knows of the persons of a batch, and adding to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from portal.interop.names import stored_name
from portal.interop.runs.batch import Batch
from portal.interop.runs.found import Key, key_of
from portal.interop.runs.writes import Writes
from portal.interop.values.person import IdentifierValue, PersonRow, PhoneValue
from portal.kernel import crypto
from portal.kernel.text import fold
from portal.people.kinds import IdentifierSystem, Source
from portal.people.models import Administrative, Identifier, Membership, Person, Phone

_AT_ONCE = 500


@dataclass(slots=True)
class State:
    """One person as stored when the batch began."""

    person: Row[Any]
    numbers: dict[Key, date | None] = field(default_factory=dict)
    typed_here: set[Key] = field(default_factory=set)
    phones: set[bytes] = field(default_factory=set)
    administrative: Row[Any] | None = None
    membership: Row[Any] | None = None


def states(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, State]:
    """Read everything part A knows of these persons, in five statements."""
    wanted = sorted(set(ids))
    found: dict[UUID, State] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for row in _rows(connection, Person, Person.id.in_(part)):
            found[row.id] = State(row)
        for row in _rows(connection, Identifier, Identifier.person_id.in_(part), Identifier.active):
            key = (row.system, row.scope, row.value_index)
            found[row.person_id].numbers[key] = row.valid_to
            if row.source is Source.STATION:
                found[row.person_id].typed_here.add(key)
        for row in _rows(connection, Phone, Phone.person_id.in_(part), Phone.active):
            found[row.person_id].phones.add(row.number_index)
        current = Administrative.replaced_at.is_(None)
        for row in _rows(connection, Administrative, Administrative.person_id.in_(part), current):
            found[row.person_id].administrative = row
        here = Membership.left_on.is_(None)
        for row in _rows(connection, Membership, Membership.person_id.in_(part), here):
            found[row.person_id].membership = row
    return found


def _rows(connection: Connection, kind: Any, *conditions: Any) -> Iterable[Row[Any]]:
    return connection.execute(sa.select(kind.__table__).where(*conditions)).all()


def new_person(batch: Batch, writes: Writes, person_id: UUID, row: PersonRow) -> None:
    """Add a person nobody knew; the row must have a birth date."""
    if row.birth is None:
        raise ValueError("a person needs a birth date")
    name = stored_name(row.full_name)
    writes.add(
        Person,
        id=person_id,
        full_name=name,
        name_folded=fold(name),
        sex=row.sex,
        birth_date=row.birth.day,
        birth_precision=row.birth.precision,
        created_at=batch.now,
    )


def correct_person(batch: Batch, state: State, row: PersonRow) -> bool:
    """Bring name, sex and birth in line with the commune's list; say whether they changed."""
    name = stored_name(row.full_name)
    values: dict[str, Any] = {"full_name": name, "name_folded": fold(name), "sex": row.sex}
    if row.birth is not None:
        values |= {"birth_date": row.birth.day, "birth_precision": row.birth.precision}
    values = {k: v for k, v in values.items() if v != getattr(state.person, k) and v != "unknown"}
    if values:
        batch.connection.execute(
            sa.update(Person).where(Person.id == state.person.id).values(**values)
        )
    return bool(values)


def add_numbers(
    batch: Batch, writes: Writes, person_id: UUID, state: State | None,
    numbers: Iterable[IdentifierValue],
) -> bool:  # fmt: skip
    """Add the identifiers not known yet; prolong a card that is valid longer now."""
    changed = False
    have = state.numbers if state else {}
    for number in numbers:
        key = key_of(number.system, number.value, number.scope)
        if key not in have:
            have[key] = number.valid_to
            writes.add(
                Identifier,
                person_id=person_id,
                system=number.system,
                scope=number.scope,
                value=number.value,
                value_index=key[2],
                valid_from=number.valid_from,
                valid_to=number.valid_to,
                active=True,
                source=batch.source,
                recorded_on=batch.today,
            )
            changed = True
            continue
        if state is not None and _confirms(batch, key, state):
            _confirm(batch, person_id, key)
            state.typed_here.discard(key)
            changed = True
        if number.valid_to and (have[key] or date.min) < number.valid_to:
            have[key] = number.valid_to
            _prolong(batch, person_id, key, number)
            changed = True
    return changed


def _confirms(batch: Batch, key: Key, state: State) -> bool:
    """Say whether the commune's list brings a number that was typed at the counter."""
    return batch.source is Source.POPULATION_LIST and key in state.typed_here


def _confirm(batch: Batch, person_id: UUID, key: Key) -> None:
    batch.connection.execute(
        sa.update(Identifier)
        .where(
            Identifier.person_id == person_id,
            Identifier.system == key[0],
            Identifier.value_index == key[2],
        )
        .values(source=batch.source, recorded_on=batch.today)
    )


def _prolong(batch: Batch, person_id: UUID, key: Key, number: IdentifierValue) -> None:
    batch.connection.execute(
        sa.update(Identifier)
        .where(
            Identifier.person_id == person_id,
            Identifier.system == key[0],
            Identifier.value_index == key[2],
        )
        .values(valid_to=number.valid_to)
    )


def add_phones(
    batch: Batch, writes: Writes, person_id: UUID, state: State | None,
    phones: Iterable[PhoneValue],
) -> bool:  # fmt: skip
    """Add the phone numbers not known yet: addresses for codes, shared or not."""
    changed = False
    have = state.phones if state else set()
    for phone in phones:
        index = crypto.blind_index("phone", phone.number)
        if index not in have:
            have.add(index)
            writes.add(
                Phone,
                person_id=person_id,
                kind=phone.kind,
                number=phone.number,
                number_index=index,
                active=True,
                source=batch.source,
                recorded_on=batch.today,
            )
            changed = True
    return changed


def personal_key(row: PersonRow) -> Key | None:
    number = row.personal_id
    return key_of(IdentifierSystem.PERSONAL_ID, number) if number else None

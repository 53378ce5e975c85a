"""Finding the person a visit or a dose is about.

Never by one field, and never by name. In this order: the personal ID with a birth that
agrees; a known insurance card with birth and sex that agree; a number of the facility or
the registry that was linked to a person before. Everything else waits for the station.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.interop.problems import N_
from portal.interop.values.person import PatientMatch
from portal.kernel.partial_date import PartialDate, Precision
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem, Sex
from portal.people.models import Identifier, Person

Key = tuple[IdentifierSystem, str, bytes]

UNKNOWN = N_("Nobody here has these numbers; the row waits for the station.")
BIRTH_DIFFERS = N_("The number is known, but the birth date differs; the row waits.")
NEWBORN = N_("A newborn under a parent's name; the station says whose child it is.")

_KNOWN = (
    sa.select(
        Identifier.system,
        Identifier.scope,
        Identifier.value_index,
        Person.id,
        Person.birth_date,
        Person.birth_precision,
        Person.sex,
    )
    .join(Person, Person.id == Identifier.person_id)
    .where(Identifier.value_index.in_(sa.bindparam("indexes", expanding=True)), Identifier.active)
)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A person who carries a number, with what must agree."""

    person_id: UUID
    born: PartialDate
    sex: Sex


@dataclass(frozen=True, slots=True)
class Found:
    """The person, or the reason why the row waits."""

    person_id: UUID | None
    reason: str = ""


class People:
    """The persons behind the numbers of one batch, read in one statement.

    Several rows may share one match (the doses of a child): its numbers are hashed once.
    """

    def __init__(self, connection: Connection, matches: Iterable[PatientMatch]) -> None:
        self._matches = {id(match): match for match in matches}
        self._keys = {at: keys_of(match) for at, match in self._matches.items()}
        self._known = dict(known(connection, {key for keys in self._keys.values() for key in keys}))

    def find(self, match: PatientMatch) -> Found:
        """Return the person of a match, if the numbers and the birth leave no doubt."""
        if match.newborn_under_parent_name:
            by_card = self._by_card(match)
            return by_card or Found(None, NEWBORN)
        birth_differs = False
        for key in self._keys_of(match):
            known_person = self._known.get(key)
            if known_person is None:
                continue
            if agrees(known_person, match, key[0]):
                return Found(known_person.person_id)
            birth_differs = True
        return Found(None, BIRTH_DIFFERS if birth_differs else UNKNOWN)

    def _by_card(self, match: PatientMatch) -> Found | None:
        for key in self._keys_of(match):
            found = self._known.get(key)
            if key[0] is IdentifierSystem.INSURANCE_CARD and found and agrees(found, match, key[0]):
                return Found(found.person_id)
        return None

    def _keys_of(self, match: PatientMatch) -> list[Key]:
        at = id(match)
        return self._keys[at] if self._matches.get(at) is match else keys_of(match)

    def learn(self, key: Key, person: Known) -> None:
        """Remember a number that this batch has just linked."""
        self._known[key] = person

    def known_by(self, key: Key) -> Known | None:
        return self._known.get(key)


def known(connection: Connection, keys: Iterable[Key]) -> Iterator[tuple[Key, Known]]:
    """Yield the persons who carry these numbers now."""
    indexes = sorted({key[2] for key in keys})
    for start in range(0, len(indexes), _AT_ONCE):
        part = indexes[start : start + _AT_ONCE]
        for row in connection.execute(_KNOWN, {"indexes": part}):
            born = PartialDate(row.birth_date, row.birth_precision)
            yield (row.system, row.scope, row.value_index), Known(row.id, born, row.sex)


def key_of(system: IdentifierSystem, value: str, scope: str = "") -> Key:
    return system, scope, identifier_index(system, value)


def keys_of(match: PatientMatch) -> list[Key]:
    """Return the numbers a match may be found by, the surest first."""
    keys = []
    if match.personal_id:
        keys.append(key_of(IdentifierSystem.PERSONAL_ID, match.personal_id))
    keys += [key_of(IdentifierSystem.INSURANCE_CARD, card) for card in match.cards]
    keys += [
        key_of(number.system, number.value)
        for number in match.identifiers
        if number.system is IdentifierSystem.REGISTRY_SUBJECT
    ]
    if match.facility_code and match.facility_patient_code:
        keys.append(
            key_of(
                IdentifierSystem.FACILITY_PATIENT,
                match.facility_patient_code,
                match.facility_code,
            )
        )
    return keys


def agrees(person: Known, match: PatientMatch, system: IdentifierSystem) -> bool:
    """Say whether birth agrees, and sex too where the number is only a card."""
    if match.birth is None or not births_agree(person.born, match.birth):
        return False
    if system is IdentifierSystem.PERSONAL_ID:
        return True
    return Sex.UNKNOWN in {person.sex, match.sex} or person.sex == match.sex


def births_agree(one: PartialDate, other: PartialDate) -> bool:
    """Say whether both can be the same day; a year contains all its days."""
    if Precision.YEAR in {one.precision, other.precision}:
        return one.day.year == other.day.year
    return _overlap(one.earliest, one.latest, other.earliest, other.latest)


def _overlap(start: date, end: date, other_start: date, other_end: date) -> bool:
    return start <= other_end and other_start <= end

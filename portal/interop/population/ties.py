"""Who is whose mother, father or main caregiver, written once all persons are known.

Only the station's own list makes a representative, only of a child under 18, and only
of a relative who is a known person (Civil Code 2015, articles 21 and 136).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row

from portal.interop.names import stored_name
from portal.interop.problems import N_
from portal.interop.runs import places
from portal.interop.runs.batch import Batch
from portal.interop.runs.found import Key, Known, births_agree, key_of, known
from portal.interop.values.person import PersonRow, RelativeValue
from portal.kernel.partial_date import PartialDate, add_months
from portal.kernel.text import fold
from portal.people.kinds import IdentifierSystem, TieKind
from portal.people.models import FamilyTie, Membership, Person
from portal.people.places import Household
from portal.representation.list import Named, Verdict, begin_named

_FULL_AGE_MONTHS = 18 * 12
_NOT_KNOWN = N_("The representative is not a known person, so nobody acts for this child yet.")
_ADULT = N_("An adult names a representative in person; the list alone makes none.")
_TWO = N_("Two relatives are marked as representative; the first one counts.")
_ANOTHER = N_("Somebody else acts for this child; the station hands over, the list does not.")


@dataclass(frozen=True, slots=True)
class Family:
    """The relatives of one row, for the second pass over the list."""

    row: PersonRow


def write(batch: Batch, families: Sequence[Family]) -> None:
    """Write the ties of these rows; persons are found as the first pass left them."""
    rows = [family.row for family in families]
    numbers = {row.personal_id for row in rows if row.personal_id}
    numbers |= {r.personal_id for row in rows for r in row.relatives if r.personal_id}
    by_number = dict(
        known(batch.connection, [key_of(IdentifierSystem.PERSONAL_ID, n) for n in numbers])
    )
    at_home = _at_home(batch, rows)
    named: list[tuple[int, Named]] = []
    for row in rows:
        person = _person(row, by_number, at_home)
        if person is not None and batch.first_time(("ties", person.person_id)):
            acting = _write(batch, person, row, by_number, at_home)
            if acting is not None:
                named.append((row.row, acting))
    _let_act(batch, named)


def _let_act(batch: Batch, named: Sequence[tuple[int, Named]]) -> None:
    """Begin the representations the list names; say where somebody else acts already."""
    words = [word for _, word in named]
    verdicts = begin_named(batch.connection, words, batch.now, str(batch.run_id))
    for (row, _), verdict in zip(named, verdicts, strict=True):
        if verdict is Verdict.ANOTHER_ACTS:
            batch.report.warn(row, "", _ANOTHER)


AtHome = dict[tuple[str, str, str], list[Known]]


def _at_home(batch: Batch, rows: Sequence[PersonRow]) -> AtHome:
    codes = sorted({row.household_code for row in rows})
    query = (
        sa.select(
            Household.code,
            Household.commune,
            Person.name_folded,
            Person.id,
            Person.birth_date,
            Person.birth_precision,
            Person.sex,
        )
        .join(Membership, Membership.household_id == Household.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Household.code.in_(codes), Membership.left_on.is_(None))
        .order_by(Membership.id)
    )
    found: AtHome = {}
    for row in batch.connection.execute(query):
        born = PartialDate(row.birth_date, row.birth_precision)
        key = (row.code, row.commune, row.name_folded)
        found.setdefault(key, []).append(Known(row.id, born, row.sex))
    return found


def _person(row: PersonRow, by_number: dict[Key, Known], at_home: AtHome) -> Known | None:
    if row.personal_id:
        return by_number.get(key_of(IdentifierSystem.PERSONAL_ID, row.personal_id))
    for member in at_home.get((*places.household_key(row), fold(row.full_name)), ()):
        if row.birth is not None and births_agree(member.born, row.birth):
            return member
    return None


def _relative(
    row: PersonRow, relative: RelativeValue, by_number: dict[Key, Known], at_home: AtHome
) -> UUID | None:
    """Find a relative by number, else by a name only one member of the household has."""
    if relative.personal_id:
        found = by_number.get(key_of(IdentifierSystem.PERSONAL_ID, relative.personal_id))
        return found.person_id if found else None
    namesakes = at_home.get((*places.household_key(row), fold(relative.full_name)), [])
    return namesakes[0].person_id if len(namesakes) == 1 else None


def _write(
    batch: Batch, person: Known, row: PersonRow, by_number: dict[Key, Known], at_home: AtHome
) -> Named | None:
    """Write the ties of one person; return whom the list lets act for them."""
    current = {
        tie.kind: tie
        for tie in batch.connection.execute(
            sa.select(FamilyTie.__table__).where(FamilyTie.person_id == person.person_id)
        )
    }
    decided: list[tuple[bool, RelativeValue, UUID | None]] = []
    for relative in row.relatives:
        relative_id = _relative(row, relative, by_number, at_home)
        if relative_id == person.person_id:
            relative_id = None
        already = any(represents for represents, _, _ in decided)
        represents = relative.represents and _may_represent(
            batch, row, person, relative_id, already
        )
        decided.append((represents, relative, relative_id))
    # The former representative first: there is never more than one.
    for represents, relative, relative_id in sorted(decided, key=lambda tie: tie[0]):
        _save(batch, person.person_id, relative, relative_id, represents, current)
    for represents, relative, relative_id in decided:
        if represents and relative_id is not None:
            return Named(
                person_id=person.person_id, representative_id=relative_id, tie=relative.kind
            )
    return None


def _may_represent(
    batch: Batch, row: PersonRow, person: Known, relative_id: UUID | None, already: bool
) -> bool:
    """Say whether this relative becomes the representative, and warn where not."""
    if batch.today >= add_months(person.born.latest, _FULL_AGE_MONTHS):
        batch.report.warn(row.row, "", _ADULT)
    elif relative_id is None:
        batch.report.warn(row.row, "", _NOT_KNOWN)
    elif already:
        batch.report.warn(row.row, "", _TWO)
    else:
        return True
    return False


def _save(
    batch: Batch,
    person_id: UUID,
    relative: RelativeValue,
    relative_id: UUID | None,
    represents: bool,
    current: dict[TieKind, Row[Any]],
) -> None:
    values = {
        "name": stored_name(relative.full_name),
        "relative_id": relative_id,
        "relation_text": relative.relation_text or None,
        "phone": relative.phone.number if relative.phone else None,
        "represents": represents,
    }
    tie = current.get(relative.kind)
    if tie is not None:
        if any(getattr(tie, name) != value for name, value in values.items()):
            batch.connection.execute(
                sa.update(FamilyTie).where(FamilyTie.id == tie.id).values(**values)
            )
        return
    batch.connection.execute(
        sa.insert(FamilyTie).values(
            person_id=person_id,
            kind=relative.kind,
            **values,
            source=batch.source,
            recorded_on=batch.today,
        )
    )

"""Entering a newborn: a local code at once, the mother's household, the mother as parent."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate, Precision, whole_months
from portal.kernel.text import fold
from portal.merging.local_codes import next_code
from portal.people.identity import PersonalId, identifier_index
from portal.people.kinds import IdentifierSystem, Relation, Sex, Source, TieKind
from portal.people.models import Administrative, FamilyTie, Identifier, Membership, Person
from portal.people.places import Household
from portal.people.queries import person_with
from portal.representation import services as representation
from portal.representation.models import RepresentationKind
from portal.representation.rules import is_adult
from portal.representation.services import NewRepresentation
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff

# Later than this a child has papers, and comes with the population list.
ENTERED_WITHIN = timedelta(days=365)
# Outside of these ages the number was typed wrongly.
_MOTHERS_MONTHS = range(10 * 12, 60 * 12)


@dataclass(frozen=True, kw_only=True)
class NewChild:
    """What was typed; without a name the child is called after the mother."""

    full_name: str
    sex: Sex
    born_on: date
    mother: PersonalId
    another_child: bool


@dataclass(frozen=True, kw_only=True)
class _Mother:
    id: UUID
    full_name: str
    born: PartialDate
    household_id: UUID


def enter(child: NewChild, *, by: SignedInStaff) -> str:
    """Write a newborn into the register and return the local code.

    Raise RuleBroken where the day cannot be, where no mother of the commune has this
    number, or where a child of this mother and day is entered already and nobody said
    that this is another: twins are two.
    """
    today = clock.today()
    if child.born_on > today:
        raise RuleBroken(_("This day has not come yet"), "born_on")
    if child.born_on < today - ENTERED_WITHIN:
        raise RuleBroken(_("A newborn is entered within a year"), "born_on")
    neutral = Role.DATA_ENTRY in by.roles
    mother = _mother(child, by)
    if mother is None:
        raise (
            _not_entered()
            if neutral
            else RuleBroken(_("No mother of this commune is found with this number"), "mother")
        )
    session.execute(sa.select(Person.id).where(Person.id == mother.id).with_for_update())
    if not child.another_child and _born_then(mother.id, child.born_on):
        raise (
            _not_entered()
            if neutral
            else RuleBroken(
                _("A child of this mother and this day is entered already. Twins? Say so below"),
                "another_child",
            )
        )
    person = _person(child, mother)
    session.add(person)
    session.flush()  # the rows below point here
    code = next_code(by.facility_code, today.year)
    session.add_all(_rows(person.id, child, mother, code, by))
    session.flush()
    _record(person.id, by)
    if is_adult(mother.born, today):
        _let_mother_act(person.id, mother.id, by)
    return code


_LIVING_WOMEN = (
    sa.select(
        Person.id,
        Person.full_name,
        Person.birth_date,
        Person.birth_precision,
        Membership.household_id,
    )
    .join(Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None)))
    .join(Household, Household.id == Membership.household_id)
    .where(
        Person.id == sa.bindparam("person_id", type_=sa.Uuid),
        Person.sex != Sex.MALE,
        Person.deceased_on.is_(None),
        Household.commune == sa.bindparam("commune"),
    )
)


def _mother(child: NewChild, by: SignedInStaff) -> _Mother | None:
    """Find the mother by her whole number; the answer is one, whatever does not fit."""
    connection = session.connection()
    found = person_with(connection, IdentifierSystem.PERSONAL_ID, child.mother.index)
    row = connection.execute(
        _LIVING_WOMEN, {"person_id": found, "commune": by.commune}
    ).one_or_none()
    if row is not None:
        born = PartialDate(row.birth_date, row.birth_precision)
        if whole_months(born.earliest, child.born_on) in _MOTHERS_MONTHS:
            return _Mother(
                id=row.id, full_name=row.full_name, born=born, household_id=row.household_id
            )
    return None


def _not_entered() -> RuleBroken:
    """Say nothing of the register to who only types: neither who is in it, nor who gave birth."""
    return RuleBroken(
        _("Not entered. Check number and day; if both are right, the counter enters this child"),
        "mother",
    )


def _born_then(mother_id: UUID, born_on: date) -> bool:
    query = (
        sa.select(FamilyTie.id)
        .join(Person, Person.id == FamilyTie.person_id)
        .where(
            FamilyTie.relative_id == mother_id,
            FamilyTie.kind == TieKind.MOTHER,
            Person.birth_date == born_on,
        )
        .limit(1)
    )
    return session.scalar(query) is not None


def _person(child: NewChild, mother: _Mother) -> Person:
    name = child.full_name or f"Con bà {mother.full_name}"
    return Person(
        full_name=name,
        name_folded=fold(name),
        sex=child.sex,
        birth_date=child.born_on,
        birth_precision=Precision.DAY,
        created_at=clock.now(),
    )


def _rows(
    person_id: UUID, child: NewChild, mother: _Mother, code: str, by: SignedInStaff
) -> list[object]:
    today = clock.today()
    told: dict[str, Any] = {"source": Source.STATION, "recorded_on": today}
    system = IdentifierSystem.LOCAL_RECORD
    return [
        Membership(
            household_id=mother.household_id,
            person_id=person_id,
            position=_last_place(mother.household_id) + 1,
            relation=Relation.OTHER,
            joined_on=child.born_on,
        ),
        FamilyTie(
            person_id=person_id,
            kind=TieKind.MOTHER,
            name=mother.full_name,
            relative_id=mother.id,
            represents=is_adult(mother.born, today),
            **told,
        ),
        Identifier(
            person_id=person_id,
            system=system,
            value=code,
            value_index=identifier_index(system, code),
            valid_from=today,
            **told,
        ),
        Administrative(
            person_id=person_id,
            content_hash=sha256(code.encode()).digest(),
            recorded_by=by.name_with_title,
            **told,
        ),
    ]


def _last_place(household_id: UUID) -> int:
    query = sa.select(sa.func.max(Membership.position)).where(
        Membership.household_id == household_id
    )
    return session.scalar(query) or 0


def _let_mother_act(person_id: UUID, mother_id: UUID, by: SignedInStaff) -> None:
    new = NewRepresentation(
        person_id=person_id,
        representative_id=mother_id,
        kind=RepresentationKind.PARENT,
        sees=True,
        consents=True,
        pays=True,
        ends_at=None,
    )
    representation.begin(new, by=by.actor, basis=Basis.DESK)


def _record(person_id: UUID, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=Event.PERSON_REGISTERED,
            about=person_id,
            by=by.actor,
            basis=Basis.DESK,
            object_ref=f"person:{person_id}",
        )
    )

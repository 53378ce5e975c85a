"""Who a search finds: a clinician by number anywhere and by name within their commune; the
desk within its commune only, the dead too.

Nothing of a record is read: name, sex, year, village and the tail of the identity number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.consents.request_models import KeyCard
from portal.finding.models import PatientSearch, SearchKind
from portal.finding.terms import MOST_WORDS, Terms
from portal.kernel.db import Moment, reads
from portal.overview import canary
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem, Sex
from portal.people.models import Identifier, Membership, Person
from portal.people.places import Household, Village

MOST_FOUND = 20
SOCIAL_INSURANCE_DIGITS = 10


@dataclass(frozen=True, kw_only=True)
class Found:
    """One person as a result; the day of birth stays with the database."""

    id: UUID
    full_name: str
    sex: Sex
    birth_year: int
    village: str | None
    tail: str
    is_dead: bool


_SEARCH = sa.select(PatientSearch.query, PatientSearch.kind).where(
    PatientSearch.id == sa.bindparam("search_id"),
    PatientSearch.staff_id == sa.bindparam("staff_id"),
    PatientSearch.expires_at > sa.bindparam("now", type_=Moment),
)


def search(search_id: UUID, staff_id: UUID, now: datetime) -> tuple[str, SearchKind] | None:
    """Return what somebody searched for; None when it is another's, or over."""
    values = {"search_id": search_id, "staff_id": staff_id, "now": now}
    row = reads().execute(_SEARCH, values).one_or_none()
    return (row.query, row.kind) if row else None


_EVERYBODY = (
    sa.select(
        Person.id,
        Person.full_name,
        Person.sex,
        Person.birth_date,
        Person.deceased_on.is_not(None).label("is_dead"),
        Village.name.label("village"),
    )
    .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None)))
    .outerjoin(Household, Household.id == Membership.household_id)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(Person.merged_into.is_(None), Person.id != canary.PERSON)
    .order_by(Person.name_folded, Person.birth_date, Person.id)
    .limit(MOST_FOUND + 1)
)
_LIVING = _EVERYBODY.where(Person.deceased_on.is_(None))
_HERE = _EVERYBODY.where(Household.commune == sa.bindparam("commune"))


def _words(column: Any, prefix: str, count: int) -> list[sa.ColumnElement[bool]]:
    """Ask that each word begins a word of the column."""
    padded = sa.literal(" ") + column
    return [
        padded.like(sa.literal("% ") + sa.bindparam(f"{prefix}{place}", type_=sa.String) + "%")
        for place in range(count)
    ]


def _named(
    some: sa.Select[*tuple[Any, ...]], words: int, places: int
) -> sa.Select[*tuple[Any, ...]]:
    """Find people of one commune by so many words of the name and of the village."""
    return some.where(
        Person.commune == sa.bindparam("commune"),
        Person.birth_date.between(
            sa.bindparam("from", type_=sa.Date()), sa.bindparam("until", type_=sa.Date())
        ),
        *_words(Person.name_folded, "word", words),
        *_words(Village.name_folded, "place", places),
    )


_NUMBER = sa.exists().where(
    Identifier.person_id == Person.id,
    Identifier.system == sa.bindparam("system", type_=Identifier.system.type),
    sa.or_(Identifier.scope == "", Identifier.system == IdentifierSystem.LOCAL_RECORD),
    Identifier.value_index == sa.bindparam("value_index", type_=sa.LargeBinary()),
    Identifier.active,
)
_CARD = sa.exists().where(
    KeyCard.person_id == Person.id,
    KeyCard.card_number == sa.bindparam("card"),
    KeyCard.replaced_at.is_(None),
)
_TAILS = sa.select(Identifier.person_id, Identifier.value).where(
    Identifier.person_id.in_(sa.bindparam("person_ids", expanding=True)),
    Identifier.system == IdentifierSystem.PERSONAL_ID,
    Identifier.active,
)
_BY_ID = _LIVING.where(Person.id == sa.bindparam("person_id"))


@dataclass(frozen=True)
class _Statements:
    """The three searches among some of the people."""

    by_name: Mapping[tuple[int, int], sa.Select[*tuple[Any, ...]]]
    by_number: sa.Select[*tuple[Any, ...]]
    by_card: sa.Select[*tuple[Any, ...]]

    @classmethod
    def among(cls, some: sa.Select[*tuple[Any, ...]]) -> "_Statements":
        by_name = {
            (words, places): _named(some, words, places)
            for words in range(1, MOST_WORDS + 1)
            for places in range(MOST_WORDS + 1)
        }
        return cls(by_name, some.where(_NUMBER), some.where(_CARD))


_OF_CLINICIANS = _Statements.among(_LIVING)
_OF_THE_DESK = _Statements.among(_HERE)


def people(terms: Terms, commune: str | None) -> tuple[Sequence[Found], bool]:
    """Return whom the terms find for a clinician, and whether there are more than are shown.

    A member without a commune finds nobody by name.
    """
    return _search(_OF_CLINICIANS, terms, {"commune": commune})


def residents(terms: Terms, commune: str | None) -> tuple[Sequence[Found], bool]:
    """Return whom the terms find at a desk: nobody of another commune, by no number either."""
    return _search(_OF_THE_DESK, terms, {"commune": commune})


def _search(
    statements: _Statements, terms: Terms, bounds: Mapping[str, object]
) -> tuple[Sequence[Found], bool]:
    rows = list(reads().execute(*_statement(statements, terms, bounds)))
    if not rows and terms.card:
        rows = list(reads().execute(statements.by_card, {"card": terms.card, **bounds}))
    return _found(rows[:MOST_FOUND]), len(rows) > MOST_FOUND


def _statement(
    statements: _Statements, terms: Terms, bounds: Mapping[str, object]
) -> tuple[sa.Select[*tuple[Any, ...]], dict[str, object]]:
    if terms.kind is SearchKind.NAME:
        statement = statements.by_name[len(terms.words), len(terms.place)]
        return statement, {**_name_values(terms), **bounds}
    if terms.kind is SearchKind.KEY_CARD:
        return statements.by_card, {"card": terms.number, **bounds}
    system = _system(terms)
    index = identifier_index(system, terms.number)
    return statements.by_number, {"system": system, "value_index": index, **bounds}


def _system(terms: Terms) -> IdentifierSystem:
    if terms.kind is SearchKind.PERSONAL_ID:
        return IdentifierSystem.PERSONAL_ID
    if terms.kind is SearchKind.LOCAL_CODE:
        return IdentifierSystem.LOCAL_RECORD
    if len(terms.number) == SOCIAL_INSURANCE_DIGITS:
        return IdentifierSystem.SOCIAL_INSURANCE
    return IdentifierSystem.INSURANCE_CARD


def _name_values(terms: Terms) -> dict[str, object]:
    values: dict[str, object] = {
        "from": date(terms.year or 1, 1, 1),
        "until": date(terms.year or 9999, 12, 31),
    }
    for prefix, words in (("word", terms.words), ("place", terms.place)):
        values |= {f"{prefix}{place}": word for place, word in enumerate(words)}
    return values


def person(person_id: UUID) -> Found | None:
    """Return one person as a result of a search that began at their open record."""
    rows = reads().execute(_BY_ID, {"person_id": person_id}).all()
    return next(iter(_found(rows)), None)


def _found(rows: Sequence[Any]) -> list[Found]:
    tails = _tails([row.id for row in rows])
    return [
        Found(
            id=row.id,
            full_name=row.full_name,
            sex=row.sex,
            birth_year=row.birth_date.year,
            village=row.village,
            tail=tails.get(row.id, ""),
            is_dead=row.is_dead,
        )
        for row in rows
    ]


def _tails(person_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    if not person_ids:
        return {}
    rows = reads().execute(_TAILS, {"person_ids": list(person_ids)})
    return {row.person_id: row.value[-3:] for row in rows}

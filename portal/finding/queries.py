"""Who a search finds: by number anywhere, by name within the commune of the searcher.

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


_PEOPLE = (
    sa.select(
        Person.id, Person.full_name, Person.sex, Person.birth_date, Village.name.label("village")
    )
    .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None)))
    .outerjoin(Household, Household.id == Membership.household_id)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(Person.deceased_on.is_(None), Person.id != canary.PERSON)
    .order_by(Person.name_folded, Person.birth_date, Person.id)
    .limit(MOST_FOUND + 1)
)


def _words(column: Any, prefix: str, count: int) -> list[sa.ColumnElement[bool]]:
    """Ask that each word begins a word of the column."""
    padded = sa.literal(" ") + column
    return [
        padded.like(sa.literal("% ") + sa.bindparam(f"{prefix}{place}", type_=sa.String) + "%")
        for place in range(count)
    ]


def _named(words: int, places: int) -> sa.Select[*tuple[Any, ...]]:
    """Find people of one commune by so many words of the name and of the village."""
    return _PEOPLE.where(
        Household.commune == sa.bindparam("commune"),
        Person.birth_date.between(
            sa.bindparam("from", type_=sa.Date()), sa.bindparam("until", type_=sa.Date())
        ),
        *_words(Person.name_folded, "word", words),
        *_words(Village.name_folded, "place", places),
    )


_BY_NAME = {
    (words, places): _named(words, places)
    for words in range(1, MOST_WORDS + 1)
    for places in range(MOST_WORDS + 1)
}
_BY_NUMBER = _PEOPLE.where(
    sa.exists().where(
        Identifier.person_id == Person.id,
        Identifier.system == sa.bindparam("system", type_=Identifier.system.type),
        Identifier.scope == "",
        Identifier.value_index == sa.bindparam("value_index", type_=sa.LargeBinary()),
        Identifier.active,
    )
)
_BY_CARD = _PEOPLE.where(
    sa.exists().where(
        KeyCard.person_id == Person.id,
        KeyCard.card_number == sa.bindparam("card"),
        KeyCard.replaced_at.is_(None),
    )
)
_BY_ID = _PEOPLE.where(Person.id == sa.bindparam("person_id"))
_TAILS = sa.select(Identifier.person_id, Identifier.value).where(
    Identifier.person_id.in_(sa.bindparam("person_ids", expanding=True)),
    Identifier.system == IdentifierSystem.PERSONAL_ID,
    Identifier.active,
)


def people(terms: Terms, commune: str | None) -> tuple[Sequence[Found], bool]:
    """Return whom the terms find, and whether there are more than are shown.

    A member without a commune finds nobody by name.
    """
    rows = list(_rows(terms, commune))
    if not rows and terms.card:
        rows = list(reads().execute(_BY_CARD, {"card": terms.card}))
    return _found(rows[:MOST_FOUND]), len(rows) > MOST_FOUND


def _rows(terms: Terms, commune: str | None) -> Sequence[Any]:
    if terms.kind is SearchKind.NAME:
        return _by_name(terms, commune) if commune else []
    if terms.kind is SearchKind.KEY_CARD:
        return reads().execute(_BY_CARD, {"card": terms.number}).all()
    system = _system(terms)
    values = {"system": system, "value_index": identifier_index(system, terms.number)}
    return reads().execute(_BY_NUMBER, values).all()


def _system(terms: Terms) -> IdentifierSystem:
    if terms.kind is SearchKind.PERSONAL_ID:
        return IdentifierSystem.PERSONAL_ID
    if len(terms.number) == SOCIAL_INSURANCE_DIGITS:
        return IdentifierSystem.SOCIAL_INSURANCE
    return IdentifierSystem.INSURANCE_CARD


def _by_name(terms: Terms, commune: str) -> Sequence[Any]:
    values: dict[str, object] = {
        "commune": commune,
        "from": date(terms.year or 1, 1, 1),
        "until": date(terms.year or 9999, 12, 31),
    }
    for prefix, words in (("word", terms.words), ("place", terms.place)):
        values |= {f"{prefix}{place}": word for place, word in enumerate(words)}
    return reads().execute(_BY_NAME[len(terms.words), len(terms.place)], values).all()


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
        )
        for row in rows
    ]


def _tails(person_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    if not person_ids:
        return {}
    rows = reads().execute(_TAILS, {"person_ids": list(person_ids)})
    return {row.person_id: row.value[-3:] for row in rows}

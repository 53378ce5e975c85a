"""Who acts or acted for whom, as the lists of both sides show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm

from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.people.models import Person
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.representation.queries import MOST_PEOPLE
from portal.representation.rules import Span, State, state


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two people."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate


@dataclass(frozen=True, kw_only=True)
class RepresentationLine:
    """A representation as the lists show it, in force or over."""

    id: UUID
    person: Side
    representative: Side
    kind: RepresentationKind
    sees: bool
    consents: bool
    pays: bool
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    ended_as: EndedAs | None

    def state(self, now: datetime) -> State:
        """Return how it stands at a moment."""
        return state(
            Span(
                kind=self.kind,
                person_born=self.person.born,
                ends_at=self.ends_at,
                ended_at=self.ended_at,
                ended_as=self.ended_as,
            ),
            now,
        )


def _columns(side: str, person: Any) -> Sequence[sa.ColumnElement[Any]]:
    return (
        person.id.label(f"{side}_id"),
        person.full_name.label(f"{side}_name"),
        person.sex.label(f"{side}_sex"),
        person.birth_date.label(f"{side}_birth_date"),
        person.birth_precision.label(f"{side}_birth_precision"),
    )


_representative = orm.aliased(Person)
_LINES = (
    sa.select(
        Representation.id,
        Representation.kind,
        Representation.sees,
        Representation.consents,
        Representation.pays,
        Representation.starts_at,
        Representation.ends_at,
        Representation.ended_at,
        Representation.ended_as,
        *_columns("person", Person),
        *_columns("representative", _representative),
    )
    .join(Person, Person.id == Representation.person_id)
    .join(_representative, _representative.id == Representation.representative_id)
    .order_by(Representation.starts_at.desc(), Representation.id)
    .limit(MOST_PEOPLE)
)
_FOR_PERSON = _LINES.where(Representation.person_id == sa.bindparam("person_id"))
_BY_REPRESENTATIVE = _LINES.where(Representation.representative_id == sa.bindparam("person_id"))


def representatives_of(person_id: UUID) -> Sequence[RepresentationLine]:
    """Return who acts or acted for a person, newest first."""
    rows = reads().execute(_FOR_PERSON, {"person_id": person_id})
    return [_line(row._mapping) for row in rows]


def represented_by(representative_id: UUID) -> Sequence[RepresentationLine]:
    """Return for whom a person acts or acted, newest first."""
    rows = reads().execute(_BY_REPRESENTATIVE, {"person_id": representative_id})
    return [_line(row._mapping) for row in rows]


def _line(row: Mapping[Any, Any]) -> RepresentationLine:
    values = dict(row)
    for side in ("person", "representative"):
        values[side] = Side(
            id=values.pop(f"{side}_id"),
            full_name=values.pop(f"{side}_name"),
            sex=values.pop(f"{side}_sex"),
            born=PartialDate(
                values.pop(f"{side}_birth_date"), values.pop(f"{side}_birth_precision")
            ),
        )
    return RepresentationLine(**values)

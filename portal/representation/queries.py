"""Who acts for whom at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit.heads import head_hash, head_position
from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.people.models import Person
from portal.representation.models import Representation, RepresentationKind

MOST_PEOPLE = 50


@dataclass(frozen=True, kw_only=True)
class Acting:
    """A person one may act for, or oneself; `kind` is None for oneself."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate
    representation_id: UUID | None
    kind: RepresentationKind | None
    sees: bool
    consents: bool
    pays: bool
    ends_at: datetime | None
    head_position: int | None
    head_hash: bytes | None


def in_force(now: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Say that a representation holds at a moment; ages are the gate's business."""
    return sa.and_(
        Representation.ended_at.is_(None),
        Representation.starts_at <= now,
        sa.or_(Representation.ends_at.is_(None), Representation.ends_at > now),
    )


_NOW = sa.bindparam("now", type_=Representation.starts_at.type)
# One list of ids: joined by OR, the two would make PostgreSQL read everybody.
_OWN = sa.select(sa.bindparam("person_id", type_=sa.Uuid()))
_ACTED_FOR = sa.select(Representation.person_id).where(
    Representation.representative_id == sa.bindparam("person_id"), in_force(_NOW)
)
FAMILY = (
    sa.select(
        Person.id,
        Person.full_name,
        Person.sex,
        Person.birth_date,
        Person.birth_precision,
        Representation.id.label("representation_id"),
        Representation.kind,
        Representation.sees,
        Representation.consents,
        Representation.pays,
        Representation.ends_at,
        head_position(Person.id).label("head_position"),
        head_hash(Person.id).label("head_hash"),
    )
    .outerjoin(
        Representation,
        sa.and_(
            Representation.person_id == Person.id,
            Representation.representative_id == sa.bindparam("person_id"),
            in_force(_NOW),
        ),
    )
    .where(Person.deceased_on.is_(None), Person.id.in_(_OWN.union_all(_ACTED_FOR)))
    .order_by(Person.birth_date.desc(), Person.id)
    .limit(MOST_PEOPLE)
)


def acted_for_by(person_id: UUID, now: datetime) -> Sequence[Acting]:
    """Return oneself and everybody one represents at this moment, youngest first."""
    rows = reads().execute(FAMILY, {"person_id": person_id, "now": now})
    return [acting_of(row._mapping) for row in rows]


def acting_of(row: Mapping[Any, Any]) -> Acting:
    """Return a row of FAMILY as a value."""
    values = dict(row)
    born = PartialDate(values.pop("birth_date"), values.pop("birth_precision"))
    for scope in ("sees", "consents", "pays"):
        values[scope] = bool(values[scope])
    return Acting(born=born, **values)

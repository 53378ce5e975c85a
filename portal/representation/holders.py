"""The living people who may act for somebody at this moment, each by their own word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.engine import Connection

from portal.kernel.clock import local
from portal.kernel.db import Moment
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from portal.representation.models import Representation, RepresentationKind
from portal.representation.queries import MOST_PEOPLE, in_force
from portal.representation.rules import is_minor


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody who may act now: what they may do, and until when (None: the 18th birthday)."""

    person_id: UUID
    sees: bool
    consents: bool
    ends_at: datetime | None


_REPRESENTATIVE = orm.aliased(Person)
_HOLDERS = (
    sa.select(
        Representation.representative_id,
        Representation.kind,
        Representation.sees,
        Representation.consents,
        Representation.ends_at,
        Person.birth_date,
        Person.birth_precision,
    )
    .join(Person, Person.id == Representation.person_id)
    .join(_REPRESENTATIVE, _REPRESENTATIVE.id == Representation.representative_id)
    .where(
        Representation.person_id == sa.bindparam("person_id"),
        in_force(sa.bindparam("now", type_=Moment)),
        Person.deceased_on.is_(None),
        _REPRESENTATIVE.deceased_on.is_(None),
    )
    .order_by(Representation.starts_at, Representation.id)
    .limit(MOST_PEOPLE)
)


def holders_of(connection: Connection, person_id: UUID, now: datetime) -> Sequence[Holder]:
    """Return who may act for a living person, the longest serving first.

    Whoever has died acts no more, nor does a parent or guardian from the 18th birthday on
    (Law 15/2023/QH15, article 8).
    """
    rows = connection.execute(_HOLDERS, {"person_id": person_id, "now": now})
    return [_holder(row) for row in rows if _kind_fits(row, now)]


def _kind_fits(row: Any, now: datetime) -> bool:
    born = PartialDate(row.birth_date, row.birth_precision)
    return row.kind is RepresentationKind.DELEGATE or is_minor(born, local(now).date())


def _holder(row: Any) -> Holder:
    return Holder(
        person_id=row.representative_id,
        sees=row.sees,
        consents=row.consents,
        ends_at=row.ends_at,
    )

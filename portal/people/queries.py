"""Reads about persons that several features share."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem, PhoneKind, Sex
from portal.people.models import FamilyTie, Identifier, Person, Phone


@dataclass(frozen=True, kw_only=True)
class Relative:
    """A person the reader may act for, or the reader themselves."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate
    is_self: bool


_FAMILY = (
    sa.select(Person.id, Person.full_name, Person.sex, Person.birth_date, Person.birth_precision)
    .where(
        Person.deceased_on.is_(None),
        sa.or_(
            Person.id == sa.bindparam("person_id"),
            Person.id.in_(
                sa.select(FamilyTie.person_id).where(
                    FamilyTie.relative_id == sa.bindparam("person_id"), FamilyTie.represents
                )
            ),
        ),
    )
    .order_by(Person.birth_date.desc(), Person.id)
    .limit(50)
)


def represented_by(person_id: UUID) -> Sequence[Relative]:
    """Return everybody whose station list names this person as representative, and self.

    Youngest first. Age limits are the gate's business.
    """
    rows = reads().execute(_FAMILY, {"person_id": person_id})
    return [
        Relative(
            id=row.id,
            full_name=row.full_name,
            sex=row.sex,
            born=PartialDate(row.birth_date, row.birth_precision),
            is_self=row.id == person_id,
        )
        for row in rows
    ]


_BY_IDENTIFIER = sa.select(Identifier.person_id).where(
    Identifier.system == sa.bindparam("system"),
    Identifier.scope == sa.bindparam("scope"),
    Identifier.value_index == sa.bindparam("value_index"),
    Identifier.active,
)


def person_with(
    connection: Connection, system: IdentifierSystem, value_index: bytes, scope: str = ""
) -> UUID | None:
    """Return the person an identifier in force belongs to."""
    found = connection.execute(
        _BY_IDENTIFIER, {"system": system, "scope": scope, "value_index": value_index}
    )
    return found.scalar_one_or_none()


_MOBILES = (
    sa.select(Phone.number, Phone.number_index)
    .where(
        Phone.person_id == sa.bindparam("person_id"), Phone.active, Phone.kind == PhoneKind.MOBILE
    )
    .order_by(Phone.recorded_on.desc(), Phone.id.desc())
    .limit(1)
)


def mobile_of(connection: Connection, person_id: UUID) -> tuple[str, bytes] | None:
    """Return the mobile (E.164) codes are sent to, and its blind index."""
    row = connection.execute(_MOBILES, {"person_id": person_id}).one_or_none()
    return (row.number, row.number_index) if row else None

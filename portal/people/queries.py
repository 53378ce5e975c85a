"""Reads about persons that several features share."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.people.kinds import IdentifierSystem, PhoneKind
from portal.people.models import Identifier, Person, Phone

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


def entries_of(person_id: Any) -> sa.Select[UUID]:
    """Select the entries of one person: the one they have, and those merged into it.

    Lines of the log never change, so they name the entry of their day.
    """
    return sa.select(Person.id).where(
        sa.or_(Person.id == person_id, Person.merged_into == person_id)
    )

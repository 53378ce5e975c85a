"""Namings as pages and rules read them; every one bounded by the commune of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm

from portal.desk.models import CounterNaming, Presence
from portal.kernel.db import Moment, reads
from portal.people.models import Person
from portal.representation.models import RepresentationKind
from portal.staff.models import StaffMember

MOST_WAITING = 100


@dataclass(frozen=True, kw_only=True)
class Naming:
    """One naming as it stands; it waits while it is neither begun nor ended nor run out."""

    id: UUID
    person_id: UUID
    person_name: str
    representative_id: UUID
    representative_name: str
    commune: str
    kind: RepresentationKind
    sees: bool
    consents: bool
    pays: bool
    months: int | None
    presence: Presence
    document: str | None
    has_code: bool
    tries: int
    asked_by: UUID
    asker_name: str
    asked_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    representation_id: UUID | None

    def waits(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


_REPRESENTATIVE = orm.aliased(Person)
_NAMINGS = (
    sa.select(
        CounterNaming.id,
        CounterNaming.person_id,
        Person.full_name.label("person_name"),
        CounterNaming.representative_id,
        _REPRESENTATIVE.full_name.label("representative_name"),
        CounterNaming.commune,
        CounterNaming.kind,
        CounterNaming.sees,
        CounterNaming.consents,
        CounterNaming.pays,
        CounterNaming.months,
        CounterNaming.presence,
        CounterNaming.document,
        CounterNaming.code_mac.is_not(None).label("has_code"),
        CounterNaming.tries,
        CounterNaming.asked_by,
        StaffMember.title.label("asker_title"),
        StaffMember.full_name.label("asker_name"),
        CounterNaming.asked_at,
        CounterNaming.expires_at,
        CounterNaming.ended_at,
        CounterNaming.representation_id,
    )
    .join(Person, Person.id == CounterNaming.person_id)
    .join(_REPRESENTATIVE, _REPRESENTATIVE.id == CounterNaming.representative_id)
    .join(StaffMember, StaffMember.id == CounterNaming.asked_by)
    .where(CounterNaming.commune == sa.bindparam("commune"))
)
_ONE = _NAMINGS.where(CounterNaming.id == sa.bindparam("naming_id"))
_STILL = _NAMINGS.where(
    CounterNaming.ended_at.is_(None), CounterNaming.expires_at > sa.bindparam("now", type_=Moment)
)
_OF_PERSON = _STILL.where(CounterNaming.person_id == sa.bindparam("person_id"))
_FOR_COLLEAGUES = (
    _STILL.where(CounterNaming.code_mac.is_(None))
    .order_by(CounterNaming.asked_at, CounterNaming.id)
    .limit(MOST_WAITING)
)


def naming_of(naming_id: UUID, commune: str | None) -> Naming | None:
    """Return a naming of a commune; None for every other one, and for staff of no commune."""
    row = reads().execute(_ONE, {"naming_id": naming_id, "commune": commune}).one_or_none()
    return _naming(row) if row else None


def waiting_of(person_id: UUID, commune: str | None, now: datetime) -> Naming | None:
    """Return the naming of a person that waits."""
    values = {"person_id": person_id, "commune": commune, "now": now}
    row = reads().execute(_OF_PERSON, values).first()
    return _naming(row) if row else None


def for_colleagues(commune: str | None, now: datetime) -> Sequence[Naming]:
    """Return what waits for a second member of the desk, oldest first."""
    rows = reads().execute(_FOR_COLLEAGUES, {"commune": commune, "now": now})
    return [_naming(row) for row in rows]


def _naming(row: Any) -> Naming:
    values = dict(row._mapping)
    title = values.pop("asker_title")
    values["asker_name"] = f"{title} {values['asker_name']}".strip()
    return Naming(**values)

"""The deaths a station has written down lately, for everybody at its desk to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import reads
from portal.merging.models import DeathRecord
from portal.people.models import Person
from portal.staff.models import StaffMember

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class RecentDeath:
    """A death that stands and can still be taken back."""

    person_id: UUID
    full_name: str
    recorded_by_name: str
    recorded_at: datetime
    take_back_until: datetime


_RECENT = (
    sa.select(
        DeathRecord.person_id,
        Person.full_name,
        StaffMember.full_name.label("recorded_by_name"),
        DeathRecord.recorded_at,
        DeathRecord.take_back_until,
    )
    .join(Person, Person.id == DeathRecord.person_id)
    .join(StaffMember, StaffMember.id == DeathRecord.recorded_by)
    .where(
        DeathRecord.commune == sa.bindparam("commune"),
        DeathRecord.taken_back_at.is_(None),
        DeathRecord.take_back_until > sa.bindparam("now", type_=DeathRecord.take_back_until.type),
    )
    .order_by(DeathRecord.recorded_at.desc(), DeathRecord.id)
    .limit(MOST_SHOWN)
)


def recent_in(commune: str | None) -> Sequence[RecentDeath]:
    """Return the deaths of a commune that can be taken back, the newest first."""
    rows = reads().execute(_RECENT, {"commune": commune, "now": clock.now()})
    return [RecentDeath(**row._mapping) for row in rows]

"""What is open to a member of staff now: consents to them or their facility, and emergencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import current_app, url_for

from portal.clinic.time_left import TimeLeft, time_left
from portal.consents.models import Consent
from portal.consents.queries import blocked, codes_merged_into, live, own_yes
from portal.emergency import queries as emergencies
from portal.kernel.db import Moment, reads
from portal.people.models import Person
from portal.staff.signed_in import SignedInStaff

MOST_OPEN = 200


@dataclass(frozen=True, kw_only=True)
class OpenRecord:
    """One open record with the time that is left."""

    full_name: str
    birth_year: int
    why: str
    left: TimeLeft
    url: str
    is_emergency: bool


_NOW = sa.bindparam("now", type_=Moment)
_STAFF: sa.BindParameter[Any] = sa.bindparam("staff_id")
# One list of ids: joined by OR, the two would make PostgreSQL read every consent.
_GIVEN = sa.union_all(
    sa.select(Consent.id).where(Consent.staff_id == _STAFF, live(_NOW)),
    sa.select(Consent.id).where(
        Consent.facility_code.in_(codes_merged_into(sa.bindparam("facility_code"))), live(_NOW)
    ),
)
_OPEN = (
    sa.select(
        Person.id,
        Person.full_name,
        Person.birth_date,
        Consent.purpose,
        Consent.granted_at,
        Consent.valid_until,
    )
    .join(Person, Person.id == Consent.person_id)
    .where(
        Consent.id.in_(_GIVEN),
        ~blocked(Consent.person_id, _STAFF),
        ~own_yes(_STAFF),
        Person.deceased_on.is_(None),
    )
    .order_by(Consent.valid_until.desc(), Consent.id)
    .limit(MOST_OPEN)
)


def open_records(staff: SignedInStaff, now: datetime) -> Sequence[OpenRecord]:
    """Return emergencies first, then one line a person, what ends first at the top."""
    values = {"staff_id": staff.staff_id, "facility_code": staff.facility_code, "now": now}
    longest: dict[UUID, Any] = {}
    for row in reads().execute(_OPEN, values):
        longest.setdefault(row.id, row)
    rows = sorted(longest.values(), key=lambda row: (row.valid_until, row.full_name))
    return [*_emergencies(staff, now), *(_of_consent(row, now) for row in rows)]


def _of_consent(row: Any, now: datetime) -> OpenRecord:
    return OpenRecord(
        full_name=row.full_name,
        birth_year=row.birth_date.year,
        why=row.purpose.label,
        left=time_left(row.granted_at, row.valid_until, now),
        url=url_for("clinic.record", person_id=row.id),
        is_emergency=False,
    )


def _emergencies(staff: SignedInStaff, now: datetime) -> list[OpenRecord]:
    endpoint = "clinic.emergency_card"
    if endpoint not in current_app.view_functions:
        endpoint = "clinic.record"
    return [
        OpenRecord(
            full_name=line.person_name,
            birth_year=line.person_born.day.year,
            why=line.reason.label,
            left=time_left(line.opened_at, line.closes_at, now),
            url=url_for(endpoint, person_id=line.person_id),
            is_emergency=True,
        )
        for line in emergencies.running_of_staff(staff.staff_id, now)
    ]

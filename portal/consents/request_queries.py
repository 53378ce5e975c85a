"""Requests as the resident, the asker and a witness read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.consents.kinds import Purpose
from portal.consents.queries import blocked
from portal.consents.request_models import AccessRequest, Answer, RequestSection
from portal.consents.sections import Section, in_order
from portal.kernel.db import Moment, reads
from portal.people.kinds import Sex
from portal.people.models import Person
from portal.people.places import Facility
from portal.staff.models import StaffMember

MOST_REQUESTS = 50


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """One request, with who asks and about whom."""

    id: UUID
    person_id: UUID
    person_name: str
    staff_id: UUID
    staff_name: str
    staff_title: str
    staff_sex: Sex
    facility_code: str
    facility_name: str
    purpose: Purpose
    sections: tuple[Section, ...]
    asked_at: datetime
    answer_by: datetime
    opens_until: datetime
    to_witness: bool
    answer: Answer | None

    def is_waiting(self, now: datetime) -> bool:
        return self.answer is None and now < self.answer_by


_REQUESTS = (
    sa.select(
        AccessRequest.id,
        AccessRequest.person_id,
        Person.full_name.label("person_name"),
        AccessRequest.staff_id,
        StaffMember.full_name.label("staff_name"),
        StaffMember.title.label("staff_title"),
        StaffMember.sex.label("staff_sex"),
        StaffMember.facility_code,
        Facility.name.label("facility_name"),
        AccessRequest.purpose,
        AccessRequest.asked_at,
        AccessRequest.answer_by,
        AccessRequest.opens_until,
        AccessRequest.to_witness,
        AccessRequest.answer,
        RequestSection.section,
    )
    .join(RequestSection, RequestSection.request_id == AccessRequest.id)
    .join(Person, Person.id == AccessRequest.person_id)
    .join(StaffMember, StaffMember.id == AccessRequest.staff_id)
    .join(Facility, Facility.code == StaffMember.facility_code)
    .order_by(AccessRequest.asked_at.desc(), AccessRequest.id)
    .limit(MOST_REQUESTS * len(Section))
)
_NOW = sa.bindparam("now", type_=Moment)
_IS_WAITING = sa.and_(AccessRequest.answer.is_(None), AccessRequest.answer_by > _NOW)
_ABOUT = _REQUESTS.where(
    AccessRequest.person_id.in_(sa.bindparam("person_ids", expanding=True)), _IS_WAITING
)
_OF_STAFF = _REQUESTS.where(
    AccessRequest.staff_id == sa.bindparam("staff_id"),
    AccessRequest.asked_at > sa.bindparam("since", type_=Moment),
)
_TO_WITNESS = _REQUESTS.where(
    AccessRequest.to_witness,
    AccessRequest.staff_id != sa.bindparam("staff_id"),
    StaffMember.facility_code == sa.bindparam("facility_code"),
    ~blocked(AccessRequest.person_id, sa.bindparam("staff_id")),
    _IS_WAITING,
)
_ONE = _REQUESTS.where(AccessRequest.id == sa.bindparam("request_id"))


def waiting_for(person_ids: Sequence[UUID], now: datetime) -> Sequence[RequestLine]:
    """Return the requests these people have not answered, newest first."""
    return _lines(_ABOUT, {"person_ids": list(person_ids), "now": now})


def asked_by(staff_id: UUID, since: datetime) -> Sequence[RequestLine]:
    """Return what a member of staff has asked for since a moment, newest first."""
    return _lines(_OF_STAFF, {"staff_id": staff_id, "since": since})


def to_witness(staff_id: UUID, facility_code: str, now: datetime) -> Sequence[RequestLine]:
    """Return the requests of colleagues that a second person, not shut out, may witness."""
    values = {"staff_id": staff_id, "facility_code": facility_code, "now": now}
    return _lines(_TO_WITNESS, values)


def request(request_id: UUID) -> RequestLine | None:
    """Return one request, whoever asks: the view decides who may see it."""
    return next(iter(_lines(_ONE, {"request_id": request_id})), None)


def _lines(statement: Any, values: dict[str, object]) -> list[RequestLine]:
    heads: dict[UUID, dict[str, Any]] = {}
    sections: dict[UUID, list[Section]] = {}
    for row in reads().execute(statement, values):
        heads.setdefault(
            row.id, {key: row._mapping[key] for key in row._mapping if key != "section"}
        )
        sections.setdefault(row.id, []).append(row.section)
    return [
        RequestLine(**head, sections=in_order(sections[request_id]))
        for request_id, head in heads.items()
    ]

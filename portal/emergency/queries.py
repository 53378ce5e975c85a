"""Emergency openings as the gate, the reviewer and the resident read them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.consents.queries import blocked
from portal.emergency.models import EmergencyOpening, Reason, Verdict
from portal.emergency.reviewers import HEADS
from portal.kernel.db import Moment, reads
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from portal.people.places import Facility
from portal.staff.models import StaffMember

MOST_OPENINGS = 50


@dataclass(frozen=True, kw_only=True)
class Running:
    """A member of staff's opening of one record that runs now."""

    id: UUID
    reason: Reason
    opened_at: datetime
    closes_at: datetime
    widened_at: datetime | None


_NOW = sa.bindparam("now", type_=Moment)
_IS_RUNNING = sa.and_(EmergencyOpening.closes_at > _NOW, EmergencyOpening.closed_at.is_(None))
_RUNNING = (
    sa.select(
        EmergencyOpening.id,
        EmergencyOpening.reason,
        EmergencyOpening.opened_at,
        EmergencyOpening.closes_at,
        EmergencyOpening.widened_at,
    )
    .where(
        EmergencyOpening.person_id == sa.bindparam("person_id"),
        EmergencyOpening.staff_id == sa.bindparam("staff_id"),
        _IS_RUNNING,
        ~blocked(sa.bindparam("person_id"), sa.bindparam("staff_id")),
    )
    .order_by(EmergencyOpening.opened_at.desc(), EmergencyOpening.id)
    .limit(1)
)


def running(person_id: UUID, staff_id: UUID, now: datetime) -> Running | None:
    """Return the opening a member of staff has of a record now.

    Nothing runs for whom the resident has shut out, even where it was opened before.
    """
    values = {"person_id": person_id, "staff_id": staff_id, "now": now}
    row = reads().execute(_RUNNING, values).one_or_none()
    return Running(**row._mapping) if row else None


@dataclass(frozen=True, kw_only=True)
class OpeningLine:
    """One opening with who opened whose record, for lists and the reviewer."""

    id: UUID
    person_id: UUID
    person_name: str
    person_born: PartialDate
    staff_id: UUID
    staff_name: str
    staff_title: str
    facility_code: str
    facility_name: str
    reason: Reason
    explanation: str
    opened_at: datetime
    closes_at: datetime
    widened_at: datetime | None
    closed_at: datetime | None
    review_by: datetime
    reviewed_at: datetime | None
    verdict: Verdict | None
    review_note: str | None

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the review is late; the page turns red."""
        return self.reviewed_at is None and now >= self.review_by


_LINES = (
    sa.select(
        EmergencyOpening.id,
        EmergencyOpening.person_id,
        Person.full_name.label("person_name"),
        Person.birth_date,
        Person.birth_precision,
        EmergencyOpening.staff_id,
        StaffMember.full_name.label("staff_name"),
        StaffMember.title.label("staff_title"),
        EmergencyOpening.facility_code,
        Facility.name.label("facility_name"),
        EmergencyOpening.reason,
        EmergencyOpening.explanation,
        EmergencyOpening.opened_at,
        EmergencyOpening.closes_at,
        EmergencyOpening.widened_at,
        EmergencyOpening.closed_at,
        EmergencyOpening.review_by,
        EmergencyOpening.reviewed_at,
        EmergencyOpening.verdict,
        EmergencyOpening.review_note,
    )
    .join(Person, Person.id == EmergencyOpening.person_id)
    .join(StaffMember, StaffMember.id == EmergencyOpening.staff_id)
    .join(Facility, Facility.code == EmergencyOpening.facility_code)
    .order_by(EmergencyOpening.opened_at.desc(), EmergencyOpening.id)
    .limit(MOST_OPENINGS)
)
_OF_FACILITY = _LINES.where(EmergencyOpening.facility_code == sa.bindparam("facility_code"))
_TO_REVIEW = (
    _OF_FACILITY.where(EmergencyOpening.reviewed_at.is_(None))
    .order_by(None)
    .order_by(EmergencyOpening.review_by, EmergencyOpening.id)
)
_REVIEWED = (
    _OF_FACILITY.where(EmergencyOpening.reviewed_at.is_not(None))
    .order_by(None)
    .order_by(EmergencyOpening.reviewed_at.desc(), EmergencyOpening.id)
)
_OF_PERSON = _LINES.where(EmergencyOpening.person_id == sa.bindparam("person_id"))
_THESE = _LINES.where(
    EmergencyOpening.id.in_(sa.bindparam("ids", expanding=True)),
    EmergencyOpening.person_id == sa.bindparam("person_id"),
).limit(None)
_ONE = _LINES.where(EmergencyOpening.id == sa.bindparam("opening_id"))
_BY_STAFF = _LINES.where(EmergencyOpening.staff_id == sa.bindparam("staff_id"), _IS_RUNNING)


def to_review(facility_code: str) -> Sequence[OpeningLine]:
    """Return a facility's openings nobody has reviewed yet, the most urgent first."""
    return _lines(_TO_REVIEW, facility_code=facility_code)


def reviewed(facility_code: str) -> Sequence[OpeningLine]:
    """Return a facility's openings that were judged, the newest judgement first."""
    return _lines(_REVIEWED, facility_code=facility_code)


def of_person(person_id: UUID) -> Sequence[OpeningLine]:
    """Return the newest openings of one record."""
    return _lines(_OF_PERSON, person_id=person_id)


def these(ids: Collection[UUID], person_id: UUID) -> Mapping[UUID, OpeningLine]:
    """Return openings of one record by their ids; without ids, nothing is asked."""
    if not ids:
        return {}
    return {line.id: line for line in _lines(_THESE, ids=list(ids), person_id=person_id)}


def running_of_staff(staff_id: UUID, now: datetime) -> Sequence[OpeningLine]:
    """Return what a member of staff has open in an emergency now."""
    return _lines(_BY_STAFF, staff_id=staff_id, now=now)


def opening(opening_id: UUID) -> OpeningLine | None:
    """Return one opening, whoever asks: the view decides who may see it."""
    return next(iter(_lines(_ONE, opening_id=opening_id)), None)


# What no head of the facility can judge: the auditor's list.
_HEADLESS = _LINES.where(
    EmergencyOpening.reviewed_at.is_(None),
    ~HEADS.where(
        StaffMember.facility_code == EmergencyOpening.facility_code,
        StaffMember.id != EmergencyOpening.staff_id,
        sa.or_(
            StaffMember.person_id.is_(None),
            StaffMember.person_id != EmergencyOpening.person_id,
        ),
    )
    .correlate(EmergencyOpening)
    .exists(),
)


def without_a_head(today: date) -> Sequence[OpeningLine]:
    """Return what waits for a review that no head of its facility may give."""
    return _lines(_HEADLESS, today=today)


def _lines(statement: Any, **values: object) -> list[OpeningLine]:
    return [_line(row._mapping) for row in reads().execute(statement, values)]


def _line(row: Mapping[Any, Any]) -> OpeningLine:
    values = dict(row)
    born = PartialDate(values.pop("birth_date"), values.pop("birth_precision"))
    return OpeningLine(**values, person_born=born)

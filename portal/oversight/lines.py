"""Lines of the log as those who watch read them: who, when, which section, on which basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel.db import Moment, reads

PAGE_LINES = 200
COLUMNS = (
    AuditLine.seq,
    AuditLine.at,
    AuditLine.event,
    AuditLine.permitted,
    AuditLine.basis,
    AuditLine.section,
    AuditLine.person_id,
    AuditLine.staff_id,
    AuditLine.actor_person_id,
    AuditLine.actor_name,
    AuditLine.organisation,
    AuditLine.facility_code,
)


@dataclass(frozen=True, kw_only=True)
class WatchedLine:
    """One line; `section` is the name of a part of the record, never what stands in it."""

    seq: int
    at: datetime
    event: Event
    permitted: bool
    basis: Basis | None
    section: str | None
    person_id: UUID | None
    staff_id: UUID | None
    actor_person_id: UUID | None
    actor_name: str | None
    organisation: str | None
    facility_code: str | None


_NEWEST_FIRST = (AuditLine.at.desc(), AuditLine.seq.desc())
_ABOUT = sa.select(*COLUMNS).where(AuditLine.person_id == sa.bindparam("person_id"))
_UNDER_GROUND = (
    _ABOUT.where(AuditLine.ground_ref == sa.bindparam("ground_ref"))
    .order_by(*_NEWEST_FIRST)
    .limit(PAGE_LINES)
)
_IS_OF_OBJECTS = AuditLine.object_ref.in_(sa.bindparam("object_refs", expanding=True))
_OF_OBJECTS = _ABOUT.where(_IS_OF_OBJECTS).order_by(*_NEWEST_FIRST).limit(PAGE_LINES)
_WRITING = (
    _ABOUT.where(
        _IS_OF_OBJECTS,
        AuditLine.event.in_((Event.RECORD_ADDED, Event.RECORD_CORRECTED)),
    )
    .order_by(AuditLine.at, AuditLine.seq)
    .limit(PAGE_LINES)
)
_BY_STAFF = (
    _ABOUT.where(AuditLine.staff_id == sa.bindparam("staff_id"))
    .order_by(*_NEWEST_FIRST)
    .limit(PAGE_LINES)
)
_TOUCHED = sa.select(
    sa.exists().where(
        AuditLine.person_id == sa.bindparam("person_id"),
        AuditLine.staff_id == sa.bindparam("staff_id"),
    )
)
_BY_PERSON = (
    _ABOUT.where(AuditLine.actor_person_id == sa.bindparam("actor_person_id"))
    .order_by(*_NEWEST_FIRST)
    .limit(PAGE_LINES)
)
_ONE = sa.select(*COLUMNS).where(AuditLine.seq == sa.bindparam("seq"))
_OPENED = _ABOUT.where(
    AuditLine.event == Event.EMERGENCY_OPENED,
    AuditLine.object_ref == sa.bindparam("object_ref"),
)
_TRAIL = (
    sa.select(*COLUMNS)
    .where(
        AuditLine.staff_id == sa.bindparam("staff_id"),
        AuditLine.at >= sa.bindparam("since", type_=Moment),
    )
    .order_by(*_NEWEST_FIRST)
    .limit(PAGE_LINES + 1)
)
_LAST = (
    sa.select(AuditLine.at)
    .where(AuditLine.seq == sa.bindparam("before"), AuditLine.staff_id == sa.bindparam("staff_id"))
    .scalar_subquery()
)
_OLDER = _TRAIL.where(
    AuditLine.at <= _LAST, sa.or_(AuditLine.at < _LAST, AuditLine.seq < sa.bindparam("before"))
)


def under_ground(person_id: UUID, ground_ref: str) -> Sequence[WatchedLine]:
    """Return what was looked at on one ground."""
    return _lines(_UNDER_GROUND, person_id=person_id, ground_ref=ground_ref)


def of_actor(like: WatchedLine) -> Sequence[WatchedLine]:
    """Return everything the actor of a line did at the same record; the line alone if unknown."""
    if like.staff_id is not None:
        return _lines(_BY_STAFF, person_id=like.person_id, staff_id=like.staff_id)
    if like.actor_person_id is not None:
        return _lines(_BY_PERSON, person_id=like.person_id, actor_person_id=like.actor_person_id)
    return [like]


def of_objects(person_id: UUID, object_refs: Sequence[str]) -> Sequence[WatchedLine]:
    """Return who looked at one thing of a record in any of its versions, or wrote it."""
    return _lines(_OF_OBJECTS, person_id=person_id, object_refs=list(object_refs))


def writing(person_id: UUID, object_refs: Sequence[str]) -> Sequence[WatchedLine]:
    """Return who wrote a thing and who corrected it, the first first, however many looked since."""
    return _lines(_WRITING, person_id=person_id, object_refs=list(object_refs))


def line(seq: int) -> WatchedLine | None:
    """Return one line by its number."""
    return next(iter(_lines(_ONE, seq=seq)), None)


def opening_line(person_id: UUID, opening_id: UUID) -> WatchedLine | None:
    """Return the line that an emergency opening wrote."""
    object_ref = f"emergency:{opening_id}"
    return next(iter(_lines(_OPENED, person_id=person_id, object_ref=object_ref)), None)


def has_touched(staff_id: UUID, person_id: UUID) -> bool:
    """Say whether a member of staff has left a line at this person's record."""
    values = {"staff_id": staff_id, "person_id": person_id}
    return bool(reads().execute(_TOUCHED, values).scalar_one())


def trail(staff_id: UUID, since: datetime, before: int | None = None) -> Sequence[WatchedLine]:
    """Return one more than a page of a member's lines, those older than `before` when given."""
    if before is None:
        return _lines(_TRAIL, staff_id=staff_id, since=since)
    return _lines(_OLDER, staff_id=staff_id, since=since, before=before)


def _lines(statement: Any, **values: object) -> list[WatchedLine]:
    return [WatchedLine(**row._mapping) for row in reads().execute(statement, values)]

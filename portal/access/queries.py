"""The lines of one person's log, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex, TieKind
from portal.people.models import FamilyTie, Person

PAGE_LINES = 200

# Signing in and out is not about the record; it has its own list on the account page.
SHOWN = (
    Event.RECORD_SEEN,
    Event.ACCESS_REFUSED,
    Event.RECORD_PRINTED,
    Event.CASE_OPENED,
    Event.DOSE_REPORTED,
    Event.RECORD_IMPORTED,
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the log with what is known of the actor; `seq` orders and names it."""

    seq: int
    at: datetime
    event: Event
    permitted: bool
    basis: Basis | None
    section: str | None
    actor_person_id: UUID | None
    actor_name: str | None
    organisation: str | None
    actor_sex: Sex | None
    actor_born: PartialDate | None
    tie: TieKind | None
    tie_words: str | None


def _tie(column: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """Select one column of the tie that makes the actor a relative of the person."""
    return (
        sa.select(column)
        .where(
            FamilyTie.person_id == AuditLine.person_id,
            FamilyTie.relative_id == AuditLine.actor_person_id,
        )
        .order_by(FamilyTie.represents.desc(), FamilyTie.id)
        .limit(1)
        .correlate(AuditLine)
        .scalar_subquery()
    )


_NEWEST = (
    sa.select(
        AuditLine.seq,
        AuditLine.at,
        AuditLine.event,
        AuditLine.permitted,
        AuditLine.basis,
        AuditLine.section,
        AuditLine.actor_person_id,
        AuditLine.actor_name,
        AuditLine.organisation,
        Person.sex,
        Person.birth_date,
        Person.birth_precision,
        _tie(FamilyTie.kind.expression).label("tie"),
        _tie(FamilyTie.relation_text.expression).label("tie_words"),
    )
    .outerjoin(Person, Person.id == AuditLine.actor_person_id)
    .where(
        AuditLine.person_id == sa.bindparam("person_id"),
        AuditLine.event.in_(SHOWN),
    )
    .order_by(AuditLine.at.desc(), AuditLine.seq.desc())
    .limit(PAGE_LINES + 1)
)
_LAST = sa.select(AuditLine.at).where(
    AuditLine.seq == sa.bindparam("before"), AuditLine.person_id == sa.bindparam("person_id")
)
_OLDER = _NEWEST.where(
    AuditLine.at <= _LAST.scalar_subquery(),
    sa.or_(AuditLine.at < _LAST.scalar_subquery(), AuditLine.seq < sa.bindparam("before")),
)


def lines_about(person_id: UUID, *, before: int | None = None) -> Sequence[Line]:
    """Return one more than a page of lines, those older than line `before` when given."""
    query = _NEWEST if before is None else _OLDER
    rows = reads().execute(query, {"person_id": person_id, "before": before})
    return [_line(row) for row in rows]


def _line(row: Any) -> Line:
    born = row.birth_date and PartialDate(row.birth_date, row.birth_precision)
    return Line(
        seq=row.seq,
        at=row.at,
        event=row.event,
        permitted=row.permitted,
        basis=row.basis,
        section=row.section,
        actor_person_id=row.actor_person_id,
        actor_name=row.actor_name,
        organisation=row.organisation,
        actor_sex=row.sex,
        actor_born=born,
        tie=row.tie,
        tie_words=row.tie_words,
    )

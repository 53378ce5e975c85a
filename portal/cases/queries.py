"""Cases as pages read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.access.gate import Subject
from portal.access.queries import named_id, reader_of, shown_to_reader
from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, CaseState, ServiceCase
from portal.kernel.db import reads
from portal.people.queries import entries_of

MOST_CASES = 50


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case in a list: nothing of what it says."""

    id: UUID
    number: str
    kind: CaseKind
    state: CaseState
    opened_at: datetime
    due_on: date


@dataclass(frozen=True, kw_only=True)
class CaseDetail(CaseLine):
    """One case with what was said and answered."""

    person_id: UUID
    opened_by: UUID
    subject: str
    says: str
    knows_from: str | None
    looking_at: datetime | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Look:
    """A line of the log somebody asks about."""

    who: str | None
    place: str | None
    at: datetime
    is_at_a_visit: bool


_LINE = (
    ServiceCase.id,
    ServiceCase.number,
    ServiceCase.kind,
    ServiceCase.state,
    ServiceCase.opened_at,
    ServiceCase.due_on,
)
_ONE = sa.select(
    *_LINE,
    ServiceCase.person_id,
    ServiceCase.opened_by,
    ServiceCase.subject,
    ServiceCase.says,
    ServiceCase.knows_from,
    ServiceCase.looking_at,
    ServiceCase.answer,
    ServiceCase.answered_at,
).where(ServiceCase.id == sa.bindparam("case_id"))

_MINE = (
    sa.select(*_LINE)
    .where(ServiceCase.opened_by == sa.bindparam("account_id"))
    .order_by(ServiceCase.opened_at.desc(), ServiceCase.id)
    .limit(MOST_CASES)
)

_LOOKS = sa.select(
    AuditLine.actor_name, AuditLine.organisation, AuditLine.at, AuditLine.object_ref
).where(AuditLine.person_id.in_(entries_of(sa.bindparam("person_id"))), shown_to_reader())
_LOOK = _LOOKS.where(AuditLine.seq == sa.bindparam("seq"))
_VISIT_SEEN = (
    _LOOKS.where(
        AuditLine.object_ref == sa.bindparam("object_ref"),
        AuditLine.actor_person_id == sa.bindparam("asker"),
        AuditLine.permitted,
    )
    .order_by(AuditLine.at.desc(), AuditLine.seq.desc())
    .limit(1)
)


def case(case_id: UUID) -> CaseDetail | None:
    """Return one case, whoever asks: the view decides who may see it."""
    row = reads().execute(_ONE, {"case_id": case_id}).one_or_none()
    if row is None:
        return None
    return CaseDetail(**{**row._mapping, "number": f"{row.number:04d}"})


def opened_by(account_id: UUID) -> Sequence[CaseLine]:
    """Return the cases somebody opened, newest first."""
    rows = reads().execute(_MINE, {"account_id": account_id})
    return [CaseLine(**{**row._mapping, "number": f"{row.number:04d}"}) for row in rows]


def look(seq: int, subject: Subject) -> Look | None:
    """Return a line the reader's log of this person shows; None for every other line."""
    return _look(_LOOK, {"seq": seq, **reader_of(subject)})


def look_at_visit(encounter_id: UUID, subject: Subject, asker: UUID) -> Look | None:
    """Return the reader's own newest look at a visit of this person, if they had one."""
    return _look(
        _VISIT_SEEN,
        {
            **reader_of(subject),
            "object_ref": f"encounter:{encounter_id}",
            "asker": asker,
        },
    )


def _look(statement: Any, values: Mapping[str, object]) -> Look | None:
    row = reads().execute(statement, values).one_or_none()
    if row is None:
        return None
    return Look(
        who=row.actor_name,
        place=row.organisation,
        at=row.at,
        is_at_a_visit=named_id("encounter", row.object_ref) is not None,
    )

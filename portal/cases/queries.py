"""Cases as pages read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from portal.access.queries import SHOWN
from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, CaseState, ServiceCase
from portal.kernel.db import reads

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
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Look:
    """A line of the log somebody asks about."""

    who: str | None
    place: str | None
    at: datetime


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
    ServiceCase.answer,
    ServiceCase.answered_at,
).where(ServiceCase.id == sa.bindparam("case_id"))

_MINE = (
    sa.select(*_LINE)
    .where(ServiceCase.opened_by == sa.bindparam("account_id"))
    .order_by(ServiceCase.opened_at.desc(), ServiceCase.id)
    .limit(MOST_CASES)
)

_LOOK = sa.select(AuditLine.actor_name, AuditLine.organisation, AuditLine.at).where(
    AuditLine.seq == sa.bindparam("seq"),
    AuditLine.person_id == sa.bindparam("person_id"),
    AuditLine.event.in_(SHOWN),
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


def look(seq: int, *, at_record_of: UUID) -> Look | None:
    """Return a line the log of this person shows; None for every other line."""
    row = reads().execute(_LOOK, {"seq": seq, "person_id": at_record_of}).one_or_none()
    return Look(who=row.actor_name, place=row.organisation, at=row.at) if row else None

"""Cases about a look or a visit, with the facility each of them concerns.

A case names a line of the log or a visit; the facility is the one written there when the case
was opened, and after a merger the one that took it over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, CaseState, ServiceCase
from portal.consents.queries import codes_merged_into
from portal.kernel.among import among
from portal.kernel.db import reads
from portal.people.models import Person

MOST_CASES = 100
WATCHED = tuple(kind for kind in CaseKind if kind.value in ("unknown_viewer", "not_my_visit"))


@dataclass(frozen=True, kw_only=True)
class WatchedCase:
    """One case in the list of those who answer it: nothing of what it says."""

    id: UUID
    number: str
    kind: CaseKind
    state: CaseState
    opened_at: datetime
    due_on: date
    facility_code: str | None

    def is_late(self, today: date) -> bool:
        return self.state is not CaseState.ANSWERED and self.due_on < today


_LOOK = sa.case(
    (
        ServiceCase.subject.startswith("look:"),
        sa.cast(sa.func.substr(ServiceCase.subject, 6), sa.BigInteger),
    )
)
_IS_ANSWERED = ServiceCase.state == CaseState.ANSWERED
_LIST = (
    sa.select(
        ServiceCase.id,
        ServiceCase.number,
        ServiceCase.kind,
        ServiceCase.state,
        ServiceCase.opened_at,
        ServiceCase.due_on,
        ServiceCase.facility_code,
    )
    .where(ServiceCase.kind.in_(WATCHED))
    .order_by(
        _IS_ANSWERED,
        sa.case((_IS_ANSWERED, None), else_=ServiceCase.due_on),
        ServiceCase.answered_at.desc(),
        ServiceCase.id,
    )
    .limit(MOST_CASES)
)
_CONCERNS = among(
    ServiceCase.facility_code,
    codes_merged_into(sa.bindparam("facility_code", type_=sa.String)),
)
_OF_FACILITY = _LIST.where(_CONCERNS)
_OPEN = (
    _LIST.add_columns(
        ServiceCase.person_id,
        sa.select(AuditLine.staff_id)
        .where(AuditLine.seq == _LOOK)
        .correlate(ServiceCase)
        .scalar_subquery()
        .label("accused"),
    )
    .where(~_IS_ANSWERED)
    .order_by(None)
    .order_by(ServiceCase.due_on, ServiceCase.id)
)
_OPEN_OF_FACILITY = _OPEN.where(_CONCERNS)
_FACILITY_OF = sa.select(_CONCERNS).where(
    ServiceCase.id == sa.bindparam("case_id"), ServiceCase.kind.in_(WATCHED)
)
_OF_SUBJECT = sa.select(ServiceCase.id).where(
    ServiceCase.person_id == sa.bindparam("person_id"),
    ServiceCase.subject == sa.bindparam("subject"),
)
_NAME = sa.select(Person.full_name, Person.birth_date).where(Person.id == sa.bindparam("person_id"))
_QUOTED = (
    sa.select(ServiceCase.id, ServiceCase.person_id)
    .where(
        ServiceCase.number == sa.bindparam("number"),
        ServiceCase.year == sa.bindparam("year"),
        ServiceCase.kind.in_(WATCHED),
    )
    .limit(1)
)


def of_facility(facility_code: str) -> Sequence[WatchedCase]:
    """Return the cases that concern a facility, those to answer first."""
    return _cases(_OF_FACILITY, facility_code=facility_code)


@dataclass(frozen=True, kw_only=True)
class OpenCase(WatchedCase):
    """One case to answer; `accused` looked, where it is about a look."""

    person_id: UUID
    accused: UUID | None


def to_answer(facility_code: str | None) -> Sequence[OpenCase]:
    """Return what is to be answered at a facility, or at all; the most urgent first."""
    if facility_code is None:
        rows = reads().execute(_OPEN)
    else:
        rows = reads().execute(_OPEN_OF_FACILITY, {"facility_code": facility_code})
    return [OpenCase(**{**row._mapping, "number": f"{row.number:04d}"}) for row in rows]


def concerns(case_id: UUID, facility_code: str) -> bool:
    """Say whether a case is about a look from this facility, or a visit there."""
    values = {"case_id": case_id, "facility_code": facility_code}
    return bool(reads().execute(_FACILITY_OF, values).scalar_one_or_none())


def everywhere() -> Sequence[WatchedCase]:
    """Return the cases of all facilities, those to answer first."""
    return _cases(_LIST)


def of_subject(person_id: UUID, subject: str) -> bool:
    """Say whether somebody has opened a case about this already."""
    values = {"person_id": person_id, "subject": subject}
    return reads().execute(_OF_SUBJECT, values).first() is not None


def name_of(person_id: UUID) -> str:
    """Return a person's name and year of birth."""
    row = reads().execute(_NAME, {"person_id": person_id}).one()
    return f"{row.full_name}, {row.birth_date.year}"


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A case found by the number somebody quotes, and whom it is about."""

    id: UUID
    person_id: UUID


def quoted(number: int, year: int) -> Quoted | None:
    """Find a case by its number within a year."""
    row = reads().execute(_QUOTED, {"number": number, "year": year}).one_or_none()
    return Quoted(**row._mapping) if row else None


def _cases(statement: Any, **values: object) -> list[WatchedCase]:
    rows = reads().execute(statement, values)
    return [WatchedCase(**{**row._mapping, "number": f"{row.number:04d}"}) for row in rows]

"""Who at the counter searched for residents and opened them, as the head of a station reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.among import among
from portal.kernel.db import Moment, reads
from portal.kernel.months import CalendarMonth
from portal.oversight import desk_log_rules
from portal.oversight.desk_log_rules import DayCount
from portal.oversight.lines import COLUMNS, PAGE_LINES, WatchedLine
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

SEARCHES, OPENINGS = Event.RESIDENT_SEARCHED, Event.DESK_SEEN
DAYS = 31

_STATION = sa.and_(
    StaffMember.facility_code == sa.bindparam("facility_code"),
    StaffMember.commune == sa.bindparam("commune"),
)
_IN_MONTH = sa.and_(
    AuditLine.at >= sa.bindparam("since", type_=Moment),
    AuditLine.at < sa.bindparam("until", type_=Moment),
    AuditLine.event.in_((SEARCHES, OPENINGS)),
)
_DAY = sa.case(
    *((AuditLine.at < sa.bindparam(f"day_{day}", type_=Moment), day) for day in range(1, DAYS)),
    else_=DAYS,
).label("day")
_COUNTS = (
    sa.select(
        AuditLine.staff_id,
        _DAY,
        sa.func.count().filter(AuditLine.event == SEARCHES).label("searched"),
        sa.func.count().filter(AuditLine.event == OPENINGS).label("opened"),
    )
    .where(among(AuditLine.staff_id, sa.select(StaffMember.id).where(_STATION)), _IN_MONTH)
    .group_by(AuditLine.staff_id, _DAY)
)
_NAMES = sa.select(StaffMember.id, StaffMember.title, StaffMember.full_name).where(_STATION)
_LINES = (
    sa.select(*COLUMNS)
    .where(AuditLine.staff_id == sa.bindparam("staff_id"), _IN_MONTH)
    .order_by(AuditLine.at.desc(), AuditLine.seq.desc())
    .limit(PAGE_LINES + 1)
)
_LAST = (
    sa.select(AuditLine.at)
    .where(AuditLine.seq == sa.bindparam("before"), AuditLine.staff_id == sa.bindparam("staff_id"))
    .scalar_subquery()
)
_OLDER = _LINES.where(
    AuditLine.at <= _LAST, sa.or_(AuditLine.at < _LAST, AuditLine.seq < sa.bindparam("before"))
)


@dataclass(frozen=True, kw_only=True)
class MemberCount:
    """What one member of the station did in a month, and their busiest day."""

    staff_id: UUID
    who: str
    searched: int
    opened: int
    days: int
    busiest: DayCount


@dataclass(frozen=True, kw_only=True)
class DeskLog:
    """A month of a station; `standing_out` are days with far more than usual."""

    members: Sequence[MemberCount]
    standing_out: Sequence[DayCount]


def log_of(head: SignedInStaff, month: CalendarMonth) -> DeskLog:
    """Count the searches and openings of the head's own station."""
    names = names_of(head)
    by_member: dict[UUID, list[DayCount]] = {}
    for row in reads().execute(_COUNTS, _station(head) | _period(month) | _days(month)):
        by_member.setdefault(row.staff_id, []).append(
            DayCount(
                who=names[row.staff_id],
                day=month.first_day + timedelta(days=row.day - 1),
                searched=row.searched,
                opened=row.opened,
            )
        )
    members = [_member(staff_id, days) for staff_id, days in by_member.items()]
    return DeskLog(
        members=sorted(members, key=lambda each: (-each.opened - each.searched, each.who)),
        standing_out=desk_log_rules.standing_out(
            day for days in by_member.values() for day in days
        ),
    )


def names_of(head: SignedInStaff) -> Mapping[UUID, str]:
    """Return how the members of the head's own station are written."""
    rows = reads().execute(_NAMES, _station(head))
    return {row.id: f"{row.title} {row.full_name}".strip() for row in rows}


def lines_of(staff_id: UUID, month: CalendarMonth, before: int | None) -> Sequence[WatchedLine]:
    """Return one more than a page of a member's looks, those older than `before` when given."""
    values: dict[str, Any] = {"staff_id": staff_id, **_period(month)}
    statement = _LINES
    if before is not None:
        statement = _OLDER
        values["before"] = before
    return [WatchedLine(**row._mapping) for row in reads().execute(statement, values)]


def _member(staff_id: UUID, days: Sequence[DayCount]) -> MemberCount:
    return MemberCount(
        staff_id=staff_id,
        who=days[0].who,
        searched=sum(day.searched for day in days),
        opened=sum(day.opened for day in days),
        days=len(days),
        busiest=max(days, key=lambda day: (day.looks, day.day)),
    )


def _station(head: SignedInStaff) -> dict[str, Any]:
    return {"facility_code": head.facility_code, "commune": head.commune}


def _period(month: CalendarMonth) -> dict[str, Any]:
    return {"since": month.starts_at, "until": month.ends_at}


def _days(month: CalendarMonth) -> dict[str, Any]:
    """Return the midnight that ends each day, on a Vietnamese wall clock."""
    return {f"day_{day}": month.starts_at + timedelta(days=day) for day in range(1, DAYS)}

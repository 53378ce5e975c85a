"""The steps of batches of slips, read from the table and from the log, and compared.

A batch leaves a line for each person it prints for, so lines are counted together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit.events import Event
from portal.audit.models import OF_TWO, AuditLine
from portal.issuing.models import BatchState, SlipBatch
from portal.kernel.db import Moment, reads
from portal.kernel.months import CalendarMonth
from portal.oversight.reconciling import EDGE, Deed, Difference, Kind, compare, of_scope
from portal.staff.models import StaffMember

STEPS = (Event.SLIPS_ASKED, Event.SLIPS_DECIDED, Event.SLIPS_TAKEN)
# Asked, allowed, made and taken: nothing of a batch happens later than this.
LONGEST = timedelta(days=4)

_SINCE = sa.bindparam("since", type_=Moment)
_UNTIL = sa.bindparam("until", type_=Moment)
_TABLE = sa.select(SlipBatch.__table__).where(
    SlipBatch.asked_at >= sa.bindparam("asked_since", type_=Moment),
    SlipBatch.asked_at < _UNTIL,
    sa.or_(
        sa.bindparam("commune", type_=sa.String).is_(None),
        SlipBatch.commune == sa.bindparam("commune", type_=sa.String),
    ),
)
_AT = sa.func.min(AuditLine.at, type_=Moment).label("at")
_LOG = (
    sa.select(
        AuditLine.event,
        AuditLine.object_ref,
        AuditLine.permitted,
        AuditLine.staff_id,
        StaffMember.commune,
        _AT,
    )
    .outerjoin(StaffMember, StaffMember.id == AuditLine.staff_id)
    .where(
        OF_TWO,
        AuditLine.event.in_(STEPS),
        AuditLine.at >= _SINCE,
        AuditLine.at < _UNTIL,
        AuditLine.object_ref.startswith("slips:"),
    )
    .group_by(
        AuditLine.event,
        AuditLine.object_ref,
        AuditLine.permitted,
        AuditLine.staff_id,
        StaffMember.commune,
    )
)
_CODES = (
    sa.select(AuditLine.object_ref, sa.func.count(AuditLine.person_id.distinct()))
    .where(
        AuditLine.staff_id.in_(sa.bindparam("askers", expanding=True)),
        AuditLine.at >= sa.bindparam("asked_since", type_=Moment),
        AuditLine.at < sa.bindparam("codes_until", type_=Moment),
        AuditLine.event == Event.CODE_ISSUED,
        AuditLine.object_ref.startswith("slips:"),
    )
    .group_by(AuditLine.object_ref)
)


def differences(month: CalendarMonth, commune: str | None) -> Sequence[Difference]:
    """Return where table and log differ about the slips of a month.

    A code opens an account from when its slip is made, so there are as many as slips that
    carry one.
    """
    values = {
        "since": month.starts_at - EDGE,
        "until": month.ends_at + EDGE,
        "asked_since": month.starts_at - LONGEST,
        "codes_until": month.ends_at + LONGEST,
        "commune": commune,
    }
    rows = reads().execute(_TABLE, values).all()
    batches = {_ref(row.id): row for row in rows}
    told = [deed for row in rows for deed in _steps(row)]
    logged = of_scope(_lines(reads().execute(_LOG, values), batches), commune, batches.keys())
    codes = _codes({row.asked_by for row in rows}, values)
    return [
        *compare(told, logged, month),
        *(
            _other_count(row)
            for row in rows
            if month.holds(row.asked_at) and codes.get(_ref(row.id), 0) != row.codes
        ),
    ]


def _ref(batch_id: UUID) -> str:
    return f"slips:{batch_id}"


def _steps(row: Any) -> Iterator[Deed]:
    steps = (
        (Event.SLIPS_ASKED, row.asked_at, row.asked_by),
        (Event.SLIPS_DECIDED, row.decided_at, row.decided_by),
        (Event.SLIPS_TAKEN, row.taken_at, None),
    )
    for event, at, by in steps:
        if at is not None:
            is_refused = event is Event.SLIPS_DECIDED and row.state is BatchState.REFUSED
            yield Deed(event=event, object_ref=_ref(row.id), at=at, by=by, permitted=not is_refused)


def _lines(rows: Iterable[Any], batches: Mapping[str, Any]) -> Iterator[tuple[Deed, str | None]]:
    """Yield the lines; either of the two takes slips, and both may, as often as they need.

    Who took a request back has left no second step in the table.
    """
    taken = set()
    for row in rows:
        batch, by = batches.get(row.object_ref), row.staff_id
        if batch and batch.state is BatchState.WITHDRAWN and _took_back(row, batch):
            continue
        if row.event is Event.SLIPS_TAKEN:
            if row.object_ref in taken:
                continue
            taken.add(row.object_ref)
            by = None
        deed = Deed(
            event=row.event,
            object_ref=row.object_ref,
            at=row.at,
            by=by,
            permitted=row.permitted,
        )
        yield deed, row.commune


def _took_back(line: Any, batch: Any) -> bool:
    return bool(
        line.event is Event.SLIPS_DECIDED and not line.permitted and line.staff_id == batch.asked_by
    )


def _codes(askers: set[UUID], values: dict[str, Any]) -> Mapping[str, int]:
    if not askers:
        return {}
    rows = reads().execute(_CODES, values | {"askers": list(askers)})
    return {object_ref: count for object_ref, count in rows if object_ref is not None}


def _other_count(row: Any) -> Difference:
    return Difference(
        kind=Kind.OTHER_COUNT,
        event=Event.CODE_ISSUED,
        object_ref=_ref(row.id),
        at=row.asked_at,
        by=row.asked_by,
    )

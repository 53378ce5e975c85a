"""The steps of resets, read from the table and from the log, and compared."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from portal.audit.events import Event
from portal.audit.models import OF_TWO, AuditLine
from portal.kernel.db import Moment, reads
from portal.kernel.months import CalendarMonth
from portal.oversight.reconciling import EDGE, Deed, Difference, compare, of_scope
from portal.resets.models import AccountReset
from portal.resets.states import State
from portal.staff.models import StaffMember

STEPS = (
    Event.RESET_ASKED,
    Event.RESET_VOUCHED,
    Event.RESET_DECIDED,
    Event.RESET_USED,
    Event.RESET_CONTESTED,
    Event.RESET_SETTLED,
)

_SINCE = sa.bindparam("since", type_=Moment)
_UNTIL = sa.bindparam("until", type_=Moment)
_TABLE = sa.select(AccountReset.__table__).where(
    sa.or_(
        *(
            sa.and_(moment >= _SINCE, moment < _UNTIL)
            for moment in (
                AccountReset.requested_at,
                AccountReset.vouched_at,
                AccountReset.decided_at,
                AccountReset.used_at,
                AccountReset.contested_at,
                AccountReset.ended_at,
            )
        )
    ),
    sa.or_(
        sa.bindparam("commune", type_=sa.String).is_(None),
        AccountReset.commune == sa.bindparam("commune", type_=sa.String),
    ),
)
_LOG = (
    sa.select(
        AuditLine.event,
        AuditLine.object_ref,
        AuditLine.at,
        AuditLine.permitted,
        AuditLine.staff_id,
        StaffMember.commune,
    )
    .outerjoin(StaffMember, StaffMember.id == AuditLine.staff_id)
    .where(
        OF_TWO,
        AuditLine.event.in_(STEPS),
        AuditLine.at >= _SINCE,
        AuditLine.at < _UNTIL,
        AuditLine.object_ref.startswith("reset:"),
    )
    .order_by(AuditLine.at, AuditLine.seq)
)


def differences(month: CalendarMonth, commune: str | None) -> Sequence[Difference]:
    """Return where table and log differ about the resets of a month."""
    values = {"since": month.starts_at - EDGE, "until": month.ends_at + EDGE, "commune": commune}
    rows = reads().execute(_TABLE, values).all()
    told = [deed for row in rows for deed in _steps(row)]
    logged = _lines(reads().execute(_LOG, values))
    objects = {f"reset:{row.id}" for row in rows}
    return compare(told, of_scope(logged, commune, objects), month)


def _steps(row: Any) -> Iterator[Deed]:
    steps = (
        (Event.RESET_ASKED, row.requested_at, row.requested_by),
        (Event.RESET_VOUCHED, row.vouched_at, row.voucher_id),
        (Event.RESET_DECIDED, row.decided_at, row.decided_by),
        (Event.RESET_USED, row.used_at, None),
        (Event.RESET_CONTESTED, row.contested_at, row.contested_by),
        (Event.RESET_SETTLED, row.ended_at if row.settled_by else None, row.settled_by),
    )
    for event, at, by in steps:
        if at is not None:
            is_refused = event is Event.RESET_DECIDED and row.state is State.REFUSED
            yield Deed(
                event=event,
                object_ref=f"reset:{row.id}",
                at=at,
                by=by,
                permitted=not is_refused,
            )


def _lines(rows: Iterable[Any]) -> Iterator[tuple[Deed, str | None]]:
    """Yield the lines; who would not vouch has left no step in the table."""
    for row in rows:
        if row.event is Event.RESET_VOUCHED and not row.permitted:
            continue
        deed = Deed(
            event=row.event,
            object_ref=row.object_ref,
            at=row.at,
            by=row.staff_id,
            permitted=row.permitted,
        )
        yield deed, row.commune

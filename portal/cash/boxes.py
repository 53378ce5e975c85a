"""What a collector holds in cash, and holding it still while it is counted or given away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from portal.cash.bounds import OF_UNIT
from portal.cash.models import CashDay, CashHandover, HandoverState
from portal.kernel.db import reads, session
from portal.ledger.models import CashBox
from portal.staff.models import StaffMember

NAME = sa.func.trim(StaffMember.title + " " + StaffMember.full_name)
_HELD = sa.select(CashBox.held).where(
    CashBox.unit_id == OF_UNIT, CashBox.holder_id == sa.bindparam("holder_id")
)


def held(unit_id: UUID, holder_id: UUID) -> int:
    """Return what a collector holds, in đồng."""
    return reads().scalar(_HELD, {"unit_id": unit_id, "holder_id": holder_id}) or 0


def hold_still(unit_id: UUID, holder_ids: Collection[UUID]) -> dict[UUID, int]:
    """Lock boxes until the end of the transaction, always in one order; return what they hold.

    Two who count each other's cash at one moment wait here instead of blocking one another.
    """
    rows = session.execute(
        sa.select(CashBox.holder_id, CashBox.held)
        .where(CashBox.unit_id == unit_id, CashBox.holder_id.in_(holder_ids))
        .order_by(CashBox.holder_id)
        .with_for_update()
    )
    found = {row.holder_id: row.held for row in rows}
    return {holder_id: found.get(holder_id, 0) for holder_id in holder_ids}


@dataclass(frozen=True, kw_only=True)
class CollectorRow:
    """One who holds or held cash of the unit.

    `missing` is what takers counted too little in all; `difference` is that of the last day
    they closed, below 0 where less lay there than the books say.
    """

    staff_id: UUID
    name: str
    held: int
    missing: int
    handed_over_at: datetime | None
    closed_on: date | None
    difference: int


_COUNTED = (
    sa.select(
        CashHandover.giver_id,
        sa.func.max(CashHandover.closed_at).label("handed_over_at"),
        sa.func.sum(CashHandover.said - CashHandover.counted).label("missing"),
    )
    .where(
        CashHandover.unit_id == OF_UNIT,
        CashHandover.state == HandoverState.COUNTED,
    )
    .group_by(CashHandover.giver_id)
    .subquery()
)
_LAST_DAY = (
    sa.select(sa.func.max(CashDay.day))
    .where(CashDay.unit_id == OF_UNIT, CashDay.holder_id == CashBox.holder_id)
    .correlate(CashBox)
    .scalar_subquery()
)
_COLLECTORS = (
    sa.select(
        StaffMember.id.label("staff_id"),
        NAME.label("name"),
        CashBox.held,
        sa.func.coalesce(_COUNTED.c.missing, 0).label("missing"),
        _COUNTED.c.handed_over_at,
        CashDay.day.label("closed_on"),
        sa.func.coalesce(CashDay.counted - CashDay.expected, 0).label("difference"),
    )
    .join(CashBox, CashBox.holder_id == StaffMember.id)
    .outerjoin(_COUNTED, _COUNTED.c.giver_id == StaffMember.id)
    .outerjoin(
        CashDay,
        sa.and_(
            CashDay.unit_id == CashBox.unit_id,
            CashDay.holder_id == CashBox.holder_id,
            CashDay.day == _LAST_DAY,
        ),
    )
    .where(CashBox.unit_id == OF_UNIT)
    .order_by(CashBox.held.desc(), StaffMember.full_name, StaffMember.id)
)


def collectors(unit_id: UUID) -> Sequence[CollectorRow]:
    """Return everybody who holds or held cash of a unit, who holds most first."""
    return [
        CollectorRow(**row._mapping) for row in reads().execute(_COLLECTORS, {"unit_id": unit_id})
    ]

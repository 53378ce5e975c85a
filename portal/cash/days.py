"""Closing a collector's day: what the books say they hold beside what lies there, once a day.

What they take after it belongs to the next count. A closed day stays as it was counted: a
receipt that is annulled later is a move of that later day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.cash import boxes
from portal.cash.bounds import OF_UNIT
from portal.cash.models import CashDay
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger import moves
from portal.staff.signed_in import SignedInStaff

NEWEST = 31


def close(counted: int, note: str, unit_id: UUID, *, by: SignedInStaff) -> None:
    """Write down what was counted today; a difference needs its reason. Raise RuleBroken."""
    expected = boxes.hold_still(unit_id, [by.staff_id])[by.staff_id]
    if counted != expected and not note:
        raise RuleBroken(_("The two amounts differ. Write down why"), "note")
    day_id = uuid4()
    written = session.execute(
        moves.upsert(CashDay)
        .values(
            id=day_id,
            unit_id=unit_id,
            holder_id=by.staff_id,
            day=clock.today(),
            expected=expected,
            counted=counted,
            note=note,
            closed_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(CashDay.id)
    ).one_or_none()
    if written is None:
        raise RuleBroken(_("This day is closed already"), "counted")
    trail.record(Line(event=Event.DAY_CLOSED, by=by.actor, object_ref=f"cash_day:{day_id}"))


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day that was closed; amounts in đồng."""

    day: date
    expected: int
    counted: int
    note: str
    closed_at: datetime

    @property
    def difference(self) -> int:
        return self.counted - self.expected


_DAYS = (
    sa.select(CashDay.day, CashDay.expected, CashDay.counted, CashDay.note, CashDay.closed_at)
    .where(CashDay.unit_id == OF_UNIT, CashDay.holder_id == sa.bindparam("holder_id"))
    .order_by(CashDay.day.desc())
    .limit(NEWEST)
)


def days_of(unit_id: UUID, holder_id: UUID) -> Sequence[Day]:
    """Return the days a collector closed, newest first."""
    rows = reads().execute(_DAYS, {"unit_id": unit_id, "holder_id": holder_id})
    return [Day(**row._mapping) for row in rows]

"""Handovers as their two people, and the head of the station, read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.cash.bounds import OF_UNIT
from portal.cash.models import CashHandover, HandoverState
from portal.kernel.db import reads
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

NEWEST = 20


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One hand-over; amounts in đồng. `claimed` is what was counted where it is taken over."""

    id: UUID
    giver_id: UUID
    giver: str
    taker_id: UUID
    taker: str
    said: int
    counted: int | None
    claimed: int | None
    witness: str | None
    state: HandoverState
    offered_at: datetime
    closed_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.state is HandoverState.OFFERED

    @property
    def missing(self) -> int:
        """Return what was said and not counted."""
        return 0 if self.counted is None else self.said - self.counted


_Giver, _Taker, _Witness = aliased(StaffMember), aliased(StaffMember), aliased(StaffMember)
_HANDOVERS = (
    sa.select(
        CashHandover.id,
        CashHandover.giver_id,
        sa.func.trim(_Giver.title + " " + _Giver.full_name).label("giver"),
        CashHandover.taker_id,
        sa.func.trim(_Taker.title + " " + _Taker.full_name).label("taker"),
        CashHandover.said,
        CashHandover.counted,
        CashHandover.claimed,
        sa.func.trim(_Witness.title + " " + _Witness.full_name).label("witness"),
        CashHandover.state,
        CashHandover.offered_at,
        CashHandover.closed_at,
    )
    .join(_Giver, _Giver.id == CashHandover.giver_id)
    .join(_Taker, _Taker.id == CashHandover.taker_id)
    .outerjoin(_Witness, _Witness.id == CashHandover.witness_id)
    .order_by(
        sa.case((CashHandover.state == HandoverState.OFFERED, 0), else_=1),
        CashHandover.offered_at.desc(),
        CashHandover.id,
    )
)
_OF_THE_UNIT = CashHandover.unit_id == OF_UNIT
_OF_MINE = sa.or_(
    CashHandover.giver_id == sa.bindparam("staff_id"),
    CashHandover.taker_id == sa.bindparam("staff_id"),
)


def _found(chosen: sa.Select[tuple[object, ...]], **values: UUID) -> list[Handover]:
    return [Handover(**row._mapping) for row in reads().execute(chosen, values)]


def handover(handover_id: UUID, unit_id: UUID, staff: SignedInStaff) -> Handover | None:
    """Return a hand-over this member gives or takes; None for everybody else's."""
    one = _HANDOVERS.where(_OF_THE_UNIT, _OF_MINE, CashHandover.id == sa.bindparam("handover_id"))
    found = _found(one, unit_id=unit_id, staff_id=staff.staff_id, handover_id=handover_id)
    return next(iter(found), None)


def own_handovers(unit_id: UUID, staff: SignedInStaff) -> Sequence[Handover]:
    """Return the member's newest hand-overs, those that wait first."""
    return _found(
        _HANDOVERS.where(_OF_THE_UNIT, _OF_MINE).limit(NEWEST),
        unit_id=unit_id,
        staff_id=staff.staff_id,
    )


def take_over(handover_id: UUID, unit_id: UUID) -> Handover | None:
    """Return how cash of a closed account of the unit is taken over; None for anything else."""
    one = _HANDOVERS.where(
        _OF_THE_UNIT,
        CashHandover.claimed.is_not(None),
        CashHandover.id == sa.bindparam("handover_id"),
    )
    return next(iter(_found(one, unit_id=unit_id, handover_id=handover_id)), None)


def all_handovers(unit_id: UUID) -> Sequence[Handover]:
    """Return the unit's newest hand-overs, those that wait first."""
    return _found(_HANDOVERS.where(_OF_THE_UNIT).limit(NEWEST), unit_id=unit_id)

"""What staff said is a provider's pay-out, read within one unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.kernel.db import reads
from portal.receiving.arrivals import LIES_IN
from portal.receiving.models import Arrival, Provider
from portal.receiving.payout_models import Payout, PayoutState
from portal.staff.models import StaffMember
from portal.transfers.queue import Unplaced


@dataclass(frozen=True, kw_only=True)
class SaidPayout:
    """One pay-out, its arrival, and who spoke; amounts in đồng."""

    id: UUID
    arrival_id: UUID
    came_at: datetime
    bank_ref: str | None
    provider: Provider
    amount: int
    charges: int
    state: PayoutState
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    doubted_by: UUID | None
    doubted_by_name: str | None
    doubted_at: datetime | None
    taken_back_by_name: str | None
    taken_back_at: datetime | None

    @property
    def whole(self) -> int:
        """Return what leaves the provider's book."""
        return self.amount + self.charges

    @property
    def waits_on(self) -> UUID | None:
        """Return whose word waits for a second one; None where none does."""
        return self.asked_by if self.state is PayoutState.ASKED else self.doubted_by


_ASKER, _DECIDER, _DOUBTER, _TAKER = (aliased(StaffMember) for _ in range(4))
_PAYOUTS = (
    sa.select(
        Payout.id,
        Payout.arrival_id,
        Arrival.came_at,
        Arrival.bank_ref,
        Payout.provider,
        Payout.amount,
        Payout.charges,
        Payout.state,
        Payout.asked_by,
        _ASKER.full_name.label("asked_by_name"),
        Payout.asked_at,
        _DECIDER.full_name.label("decided_by_name"),
        Payout.decided_at,
        Payout.doubted_by,
        _DOUBTER.full_name.label("doubted_by_name"),
        Payout.doubted_at,
        _TAKER.full_name.label("taken_back_by_name"),
        Payout.taken_back_at,
    )
    .select_from(Payout)
    .join(Arrival, Arrival.id == Payout.arrival_id)
    .join(_ASKER, _ASKER.id == Payout.asked_by)
    .outerjoin(_DECIDER, _DECIDER.id == Payout.decided_by)
    .outerjoin(_DOUBTER, _DOUBTER.id == Payout.doubted_by)
    .outerjoin(_TAKER, _TAKER.id == Payout.taken_back_by)
    .where(Payout.unit_id == sa.bindparam("unit_id"))
    .order_by(Payout.asked_at, Payout.id)
)


def can_be_one(found: Unplaced) -> bool:
    """Say whether an arrival may be a pay-out: whole, of the bank, and of no order."""
    return (
        found.free == found.amount
        and found.order_id is None
        and found.provider not in LIES_IN
        and not found.odd
    )


def of_arrival(arrival_id: UUID, unit_id: UUID) -> Sequence[SaidPayout]:
    """Return what was said of one arrival, the withdrawn too."""
    return _read(_PAYOUTS.where(Payout.arrival_id == arrival_id), unit_id)


def one(payout_id: UUID, unit_id: UUID) -> SaidPayout | None:
    """Return a pay-out of the unit; None for any other."""
    return next(iter(_read(_PAYOUTS.where(Payout.id == payout_id), unit_id)), None)


def _read(chosen: sa.Select[*tuple[Any, ...]], unit_id: UUID) -> Sequence[SaidPayout]:
    return [SaidPayout(**row._mapping) for row in reads().execute(chosen, {"unit_id": unit_id})]

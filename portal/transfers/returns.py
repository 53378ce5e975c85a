"""Money that somebody asked to give back, read within one unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.kernel.db import reads
from portal.receiving.arrivals import LIES_IN
from portal.receiving.models import Arrival, MoneyReturn, Provider, ReturnState, SentFrom
from portal.staff.models import StaffMember

NEWEST = 50


@dataclass(frozen=True, kw_only=True)
class Return:
    """One return with who asked, who decided, and who spoke of a striking afterwards."""

    id: UUID
    arrival_id: UUID
    provider: Provider
    amount: int
    state: ReturnState
    reason: str
    never_came: bool
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    paid_out_at: datetime | None
    proof: str | None
    sent_from: SentFrom | None
    doubted_by: UUID | None
    doubted_by_name: str | None
    doubted_at: datetime | None
    taken_back_by_name: str | None
    taken_back_at: datetime | None

    @property
    def is_collected(self) -> bool:
        """Say whether a provider took this money for the unit, and may send it back itself."""
        return self.provider in LIES_IN

    @property
    def waits_on(self) -> UUID:
        """Return whose word a second one answers, or answered."""
        return self.doubted_by or self.asked_by


_ASKER, _DECIDER, _DOUBTER, _TAKER = (aliased(StaffMember) for _ in range(4))
_RETURNS = (
    sa.select(
        MoneyReturn.id,
        MoneyReturn.arrival_id,
        Arrival.provider,
        MoneyReturn.amount,
        MoneyReturn.state,
        MoneyReturn.reason,
        MoneyReturn.never_came,
        MoneyReturn.asked_by,
        _ASKER.full_name.label("asked_by_name"),
        MoneyReturn.asked_at,
        _DECIDER.full_name.label("decided_by_name"),
        MoneyReturn.decided_at,
        MoneyReturn.paid_out_at,
        MoneyReturn.proof,
        MoneyReturn.sent_from,
        MoneyReturn.doubted_by,
        _DOUBTER.full_name.label("doubted_by_name"),
        MoneyReturn.doubted_at,
        _TAKER.full_name.label("taken_back_by_name"),
        MoneyReturn.taken_back_at,
    )
    .select_from(MoneyReturn)
    .join(Arrival, Arrival.id == MoneyReturn.arrival_id)
    .join(_ASKER, _ASKER.id == MoneyReturn.asked_by)
    .outerjoin(_DECIDER, _DECIDER.id == MoneyReturn.decided_by)
    .outerjoin(_DOUBTER, _DOUBTER.id == MoneyReturn.doubted_by)
    .outerjoin(_TAKER, _TAKER.id == MoneyReturn.taken_back_by)
    .where(MoneyReturn.unit_id == sa.bindparam("unit_id"))
)


def newest(unit_id: UUID) -> Sequence[Return]:
    """Return the newest returns of a unit."""
    chosen = _RETURNS.order_by(MoneyReturn.asked_at.desc(), MoneyReturn.id).limit(NEWEST)
    return _read(chosen, unit_id)


def of_arrival(arrival_id: UUID, unit_id: UUID) -> Sequence[Return]:
    """Return what was asked back of one arrival."""
    chosen = _RETURNS.where(MoneyReturn.arrival_id == arrival_id)
    return _read(chosen.order_by(MoneyReturn.asked_at, MoneyReturn.id), unit_id)


def one(return_id: UUID, unit_id: UUID) -> Return | None:
    """Return a return of the unit; None for any other."""
    return next(iter(_read(_RETURNS.where(MoneyReturn.id == return_id), unit_id)), None)


def _read(chosen: sa.Select[*tuple[Any, ...]], unit_id: UUID) -> Sequence[Return]:
    return [Return(**row._mapping) for row in reads().execute(chosen, {"unit_id": unit_id})]

"""Money of a unit that is nobody's fee yet, the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.fees.order_models import FeeOrder
from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.receiving.models import Arrival, Provider
from portal.receiving.placing import ASKED_BACK, OPEN, PAYING_OUT

A_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """One arrival; `open` is neither placed nor returned, `asked_back` of it is on its way out.

    `paying_out` of it waits to be confirmed as a provider's pay-out. Money that names an order
    is of `household_id` and becomes no other's fee.
    """

    id: UUID
    provider: Provider
    amount: int
    open: int
    asked_back: int
    paying_out: int
    content: str = field(repr=False)
    bank_ref: str | None
    came_at: datetime
    order_id: UUID | None
    household_id: UUID | None
    odd: bool

    @property
    def free(self) -> int:
        """What may still become a fee."""
        return self.open - self.asked_back - self.paying_out

    @property
    def has_time(self) -> bool:
        """Say whether the time was told with the day: many statements do not."""
        local = clock.local(self.came_at)
        return (local.hour, local.minute) != (0, 0)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A part of the queue; `after` is the arrival the next part begins behind.

    In the whole queue wait `count` arrivals with `amount` đồng.
    """

    arrivals: Sequence[Unplaced]
    after: UUID | None
    count: int
    amount: int


_ARRIVALS = sa.select(
    Arrival.id,
    Arrival.provider,
    Arrival.amount,
    OPEN.label("open"),
    ASKED_BACK.label("asked_back"),
    PAYING_OUT.label("paying_out"),
    Arrival.content,
    Arrival.bank_ref,
    Arrival.came_at,
    Arrival.order_id,
    sa.select(FeeOrder.household_id)
    .where(FeeOrder.id == Arrival.order_id)
    .correlate(Arrival)
    .scalar_subquery()
    .label("household_id"),
    Arrival.odd,
).where(Arrival.unit_id == sa.bindparam("unit_id"))
# As the index of open arrivals says it.
_WAITS = Arrival.placed + Arrival.returned < Arrival.amount
_ALL = sa.alias(Arrival.__table__, "all_arrivals")
_ALL_OPEN = _ALL.c.amount - _ALL.c.placed - _ALL.c.returned


def _of_all(figure: sa.ColumnElement[int], label: str) -> sa.Label[int]:
    of_unit = _ALL.c.unit_id == sa.bindparam("unit_id")
    waits = _ALL.c.placed + _ALL.c.returned < _ALL.c.amount
    return sa.select(figure).where(of_unit, waits).scalar_subquery().label(label)


_SUMMED = _ARRIVALS.add_columns(
    _of_all(sa.func.count(), "count_of_all"),
    _of_all(sa.func.sum(_ALL_OPEN), "amount_of_all"),
).where(_WAITS)


def queue(unit_id: UUID, after: UUID | None = None) -> Page:
    """Return what waits, from behind an arrival on."""
    waiting = _SUMMED.order_by(Arrival.noted_at, Arrival.id).limit(A_PAGE + 1)
    begun = _place_of(after, unit_id) if after else None
    if begun is not None:
        place = sa.tuple_(sa.literal(begun.noted_at, Moment), sa.literal(begun.id, sa.Uuid()))
        waiting = waiting.where(sa.tuple_(Arrival.noted_at, Arrival.id) > place)
    rows = [dict(row._mapping) for row in reads().execute(waiting, {"unit_id": unit_id})]
    sums = [(row.pop("count_of_all"), int(row.pop("amount_of_all"))) for row in rows]
    found = [Unplaced(**row) for row in rows]
    if after is not None and not found:  # the last of this part was placed a moment ago
        return queue(unit_id)
    shown = found[:A_PAGE]
    count, amount = sums[0] if sums else (0, 0)
    after_it = shown[-1].id if len(found) > A_PAGE else None
    return Page(arrivals=shown, after=after_it, count=count, amount=amount)


def _place_of(arrival_id: UUID, unit_id: UUID) -> sa.Row[datetime, UUID] | None:
    return (
        reads()
        .execute(
            sa.select(Arrival.noted_at, Arrival.id).where(
                Arrival.id == arrival_id, Arrival.unit_id == unit_id
            )
        )
        .one_or_none()
    )


def arrival(arrival_id: UUID, unit_id: UUID) -> Unplaced | None:
    """Return an arrival of a unit, waiting or not; None for any other."""
    one = _ARRIVALS.where(Arrival.id == arrival_id)
    row = reads().execute(one, {"unit_id": unit_id}).one_or_none()
    return Unplaced(**row._mapping) if row else None

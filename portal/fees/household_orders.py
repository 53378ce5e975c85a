"""Orders of residents: made from chosen charges, found again, seen by who may pay them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row

from portal.accounts import throttle
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import FeeOrder, Method, OrderLine, OrderState, Receipt
from portal.fees.ordering import IS_OPEN, Order, order
from portal.fees.payers import Payer
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.models import Person

MOST_WAITING = 20
MOST_READ = 50
AT_A_PROVIDER = (Method.VNPAY, Method.MOMO)
# How long a payment a provider refused is shown; after it, what is asked is simply open.
REFUSED_SHOWN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An order as its page shows it.

    `all_open` says that everybody on it still owes what it asks: it is not paid by its code
    once somebody was paid for otherwise, so that nobody pays twice.
    """

    id: UUID
    memo: str
    unit_id: UUID
    commune: str
    household_id: UUID
    amount: int
    method: Method
    state: OrderState
    ordered_at: datetime
    expires_at: datetime
    receipt_id: UUID | None
    all_open: bool
    years: Sequence[int]
    names: Sequence[str] = field(repr=False)
    people: frozenset[UUID]

    @property
    def is_waiting(self) -> bool:
        in_time = clock.now() < self.expires_at
        return self.state is OrderState.WAITING and in_time and self.all_open

    @property
    def is_unanswered(self) -> bool:
        """Say whether a provider may still tell of money for it."""
        is_there = self.method in AT_A_PROVIDER and self.all_open
        return is_there and self.state is OrderState.WAITING

    @property
    def was_refused(self) -> bool:
        """Say whether a provider told that nothing was paid."""
        closed = self.state in (OrderState.CANCELLED, OrderState.EXPIRED)
        return self.method in AT_A_PROVIDER and closed and self.all_open

    @property
    def as_order(self) -> Order:
        return Order(
            id=self.id,
            memo=self.memo,
            unit_id=self.unit_id,
            household_id=self.household_id,
            amount=self.amount,
        )


_ORDERS = (
    sa.select(
        FeeOrder.id,
        FeeOrder.memo,
        FeeOrder.unit_id,
        FeeUnit.commune,
        FeeOrder.household_id,
        FeeOrder.amount,
        FeeOrder.method,
        FeeOrder.state,
        FeeOrder.ordered_at,
        FeeOrder.expires_at,
        Receipt.id.label("receipt_id"),
        Charge.year,
        Charge.person_id,
        Person.full_name,
        sa.and_(
            IS_OPEN,
            Charge.amount == OrderLine.amount,
            Charge.unit_id == FeeOrder.unit_id,
            Charge.household_id == FeeOrder.household_id,
        ).label("is_open"),
    )
    .join(FeeUnit, FeeUnit.id == FeeOrder.unit_id)
    .join(OrderLine, OrderLine.order_id == FeeOrder.id)
    .join(Charge, Charge.id == OrderLine.charge_id)
    .join(Person, Person.id == Charge.person_id)
    .outerjoin(Receipt, Receipt.order_id == FeeOrder.id)
    .where(FeeOrder.method != Method.CASH)
    .order_by(FeeOrder.ordered_at.desc(), FeeOrder.id, Charge.year, Person.birth_date, Charge.id)
)


def order_seen_by(payer: Payer, order_id: UUID) -> Placed | None:
    """Return an order somebody may pay; None for everybody else's."""
    found = _placed(reads().execute(_ORDERS.where(FeeOrder.id == order_id)).all())
    return next((one for one in found if payer.sees(one.household_id, one.people)), None)


def waiting_of(payer: Payer) -> Sequence[Placed]:
    """Return the orders whose money is waited for, newest first, and what was refused lately.

    A transfer waits while its code holds; a payment at a provider until the provider has
    answered, since who pays again meanwhile pays twice. What was refused is shown until
    somebody of the household has ordered anew.
    """
    now = clock.now()
    theirs = sa.select(OrderLine.order_id).join(Charge, Charge.id == OrderLine.charge_id)
    at_a_provider = FeeOrder.method.in_(AT_A_PROVIDER)
    is_waiting = sa.and_(
        FeeOrder.state == OrderState.WAITING,
        sa.or_(at_a_provider, FeeOrder.expires_at > now),
    )
    was_refused = sa.and_(
        at_a_provider,
        FeeOrder.state.in_((OrderState.CANCELLED, OrderState.EXPIRED)),
        FeeOrder.closed_at > now - REFUSED_SHOWN,
    )
    newest_ones = (
        sa.select(FeeOrder.id)
        .where(
            FeeOrder.method != Method.CASH,
            FeeOrder.by_person.is_not(None),
            sa.or_(is_waiting, was_refused),
            FeeOrder.id.in_(theirs.where(payer.may_pay())),
        )
        .order_by(FeeOrder.ordered_at.desc(), FeeOrder.id)
        .limit(MOST_READ)
    )
    rows = reads().execute(_ORDERS.where(FeeOrder.id.in_(newest_ones)))
    seen = [one for one in _placed(rows.all()) if payer.sees(one.household_id, one.people)]
    newest = {one.household_id: one.ordered_at for one in reversed(seen)}
    return [
        one
        for one in seen
        if one.is_waiting
        or one.is_unanswered
        or (one.was_refused and one.ordered_at == newest[one.household_id])
    ]


def _placed(rows: Sequence[Row[*tuple[Any, ...]]]) -> Sequence[Placed]:
    lines: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        lines.setdefault(row.id, []).append(row)
    return [_one(of_one) for of_one in lines.values()]


def _one(rows: Sequence[Row[*tuple[Any, ...]]]) -> Placed:
    values = dict(rows[0]._mapping)
    for name in ("year", "person_id", "full_name", "is_open"):
        del values[name]
    return Placed(
        **values,
        all_open=all(row.is_open for row in rows),
        years=sorted({row.year for row in rows}),
        names=list(dict.fromkeys(row.full_name for row in rows)),
        people=frozenset(row.person_id for row in rows),
    )


def order_for(payer: Payer, charge_ids: Collection[UUID], method: Method, *, by: Actor) -> Order:
    """Order chosen charges, or return the transfer that waits for the same; raise RuleBroken."""
    wanted = set(charge_ids)
    households = session.scalars(
        sa.select(Charge.household_id).where(Charge.id.in_(wanted), payer.may_pay())
    ).all()
    if not wanted or len(households) < len(wanted):
        raise RuleBroken(_("Choose who is paid for"), "charges")
    household_id = households[0]
    if household_id is None or set(households) != {household_id}:
        raise RuleBroken(_("Pay for one household after the other"), "charges")
    throttle.lock(session.connection(), household_id.bytes)
    found = _same(household_id, wanted) if method is Method.TRANSFER else None
    if found is not None:
        return found
    _refuse_too_many(household_id)
    made = order(wanted, household_id, method, by_person=payer.person_id)
    trail.record(Line(event=Event.FEE_ORDERED, by=by, object_ref=f"order:{made.id}"))
    return made


_WAITING = sa.and_(
    FeeOrder.household_id == sa.bindparam("household_id"),
    FeeOrder.state == OrderState.WAITING,
    FeeOrder.expires_at > sa.bindparam("now", type_=FeeOrder.expires_at.type),
    FeeOrder.by_person.is_not(None),
)


def _same(household_id: UUID, wanted: set[UUID]) -> Order | None:
    """Return the newest waiting transfer of exactly these charges, as they are asked today."""
    rows = session.execute(
        sa.select(
            FeeOrder.id,
            FeeOrder.memo,
            FeeOrder.unit_id,
            FeeOrder.household_id,
            FeeOrder.amount,
            OrderLine.charge_id,
            (OrderLine.amount == Charge.amount).label("same_price"),
        )
        .join(OrderLine, OrderLine.order_id == FeeOrder.id)
        .join(Charge, Charge.id == OrderLine.charge_id)
        .where(_WAITING, FeeOrder.method == Method.TRANSFER)
        .order_by(FeeOrder.ordered_at.desc(), FeeOrder.id),
        {"household_id": household_id, "now": clock.now()},
    ).all()
    orders: dict[Order, dict[UUID, bool]] = {}
    for row in rows:
        values = dict(row._mapping)
        charge_id, same_price = values.pop("charge_id"), values.pop("same_price")
        orders.setdefault(Order(**values), {})[charge_id] = same_price
    for found, same_prices in orders.items():
        if same_prices.keys() == wanted and all(same_prices.values()):
            return found
    return None


def _refuse_too_many(household_id: UUID) -> None:
    waiting = session.scalars(
        sa.select(sa.func.count()).select_from(FeeOrder).where(_WAITING),
        {"household_id": household_id, "now": clock.now()},
    ).one()
    if waiting >= MOST_WAITING:
        raise RuleBroken(_("Many codes wait already. Pay by one of them"), "charges")

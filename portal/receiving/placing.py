"""Making fees of money that came in: by its memo alone, or by a member of staff.

An order is settled by the clock alone when what is open of the arrivals with its memo is its
exact amount: one transfer, or a short one and the missing rest. Everything else waits.
"""

from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.fees.order_models import FeeOrder, Method, Receipt
from portal.fees.paying import Collector, Paid, hold_charges_of, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.moves import UNPLACED
from portal.receiving.models import Arrival, MoneyReturn, Placement, Provider, ReturnState
from portal.receiving.payout_models import Payout, PayoutState

METHODS = {Provider.VNPAY: Method.VNPAY, Provider.MOMO: Method.MOMO}
OPEN = Arrival.amount - Arrival.placed - Arrival.returned
# What somebody asked to give back; it is on its way out and becomes nobody's fee.
ASKED_BACK = (
    sa.select(sa.func.coalesce(sa.func.sum(MoneyReturn.amount), 0))
    .where(
        MoneyReturn.arrival_id == Arrival.id,
        MoneyReturn.state.in_((ReturnState.ASKED, ReturnState.ALLOWED)),
    )
    .correlate(Arrival)
    .scalar_subquery()
)
# What somebody says is a provider's pay-out waits whole for a second person.
PAYING_OUT = (
    sa.select(sa.func.coalesce(sa.func.sum(Payout.amount), 0))
    .where(Payout.arrival_id == Arrival.id, Payout.state == PayoutState.ASKED)
    .correlate(Arrival)
    .scalar_subquery()
)
FREE = OPEN - ASKED_BACK - PAYING_OUT


def place_by_memo(order_id: UUID, payer: str, *, by: Collector) -> Paid | None:
    """Settle an order from all arrivals that name it, when they are its amount to the đồng."""
    hold_charges_of(order_id)
    amount = session.scalars(
        sa.select(FeeOrder.amount).where(FeeOrder.id == order_id).with_for_update(key_share=True)
    ).one()
    arrivals = session.execute(
        sa.select(Arrival.id, Arrival.provider, OPEN.label("open"))
        .where(Arrival.order_id == order_id, OPEN > 0, ASKED_BACK == 0, ~Arrival.odd)
        .order_by(Arrival.noted_at, Arrival.id)
    ).all()
    if sum(arrival.open for arrival in arrivals) != amount:
        return None
    method = METHODS.get(arrivals[-1].provider, Method.TRANSFER)
    paid = settle(order_id, payer, UNPLACED, method, by=by)
    if paid is not None:
        _share_out(paid, [(arrival.id, arrival.open) for arrival in arrivals], by.staff_id)
    return paid


def place_part(arrival_id: UUID, order_id: UUID, payer: str, *, by: Collector) -> Paid:
    """Pay an order a member of staff made for it from one arrival; raise RuleBroken.

    The arrival must have as much left as the order asks for.
    """
    paid = settle(order_id, payer, UNPLACED, _method(arrival_id), by=by)
    if paid is None:
        raise RuleBroken(_("Somebody here is paid for already. Choose again"), "charges")
    _share_out(paid, [(arrival_id, paid.amount)], by.staff_id)
    return paid


def lock(arrival_id: UUID) -> None:
    """Hold an arrival until the transaction ends: what is asked back of it stands still."""
    held = sa.select(Arrival.id).where(Arrival.id == arrival_id).with_for_update(key_share=True)
    session.execute(held)


def _method(arrival_id: UUID) -> Method:
    provider = session.scalars(sa.select(Arrival.provider).where(Arrival.id == arrival_id)).one()
    return METHODS.get(provider, Method.TRANSFER)


def _share_out(paid: Paid, parts: list[tuple[UUID, int]], staff_id: UUID | None) -> None:
    """Write of which arrivals a receipt was made; none gives more than it has left.

    The money of one unit is never another's fee.
    """
    left = paid.amount
    unit = sa.select(Receipt.unit_id).where(Receipt.id == paid.receipt_id).scalar_subquery()
    for arrival_id, most in parts:
        taken = min(left, most)
        if taken == 0:
            return
        lock(arrival_id)
        given = change(
            sa.update(Arrival)
            .where(Arrival.id == arrival_id, Arrival.unit_id == unit, taken <= FREE)
            .values(placed=Arrival.placed + taken)
        )
        if given != 1:
            raise RuleBroken(_("So much of this transfer is not left"), "charges")
        session.execute(
            sa.insert(Placement).values(
                id=uuid4(),
                arrival_id=arrival_id,
                receipt_id=paid.receipt_id,
                amount=taken,
                staff_id=staff_id,
                placed_at=clock.now(),
            )
        )
        left -= taken

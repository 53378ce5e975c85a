"""What an order may become, as data; a paid one stays paid, its receipt may be annulled."""

from portal.fees.order_models import OrderState

MOVES = {
    OrderState.WAITING: (OrderState.PAID, OrderState.EXPIRED, OrderState.CANCELLED),
    OrderState.EXPIRED: (OrderState.PAID,),  # the money came late
    OrderState.CANCELLED: (OrderState.PAID,),  # it was on its way already
    OrderState.PAID: (),
}


def may_become(state: OrderState) -> tuple[OrderState, ...]:
    """Return the states from which an order may become this one."""
    return tuple(before for before, after in MOVES.items() if state in after)

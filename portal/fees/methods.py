"""The ways a resident can pay without cash: a transfer always, a gateway where one is set up.

Gateways lie in rows above; they hand their offers over when the application is made.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app, url_for

from portal.fees.order_models import Method
from portal.fees.ordering import Order
from portal.kernel.i18n import lazy_gettext as _l

EXTENSION = "portal.offers"


def _any(_amount: int, _commune: str) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One way to pay: its name, whether it takes so many đồng of a commune, where the payer goes.

    `begin` is called in the transaction that makes the order, and may be called again for it:
    it returns the address of a page of ours that leads on, or raises RuleBroken with a sentence
    for the payer. `takes` is False for every amount of a commune without a contract of its own.
    """

    method: Method
    label: str
    begin: Callable[[Order], str] = field(repr=False)
    takes: Callable[[int, str], bool] = field(default=_any, repr=False)


def _to_the_square(order: Order) -> str:
    return url_for("fees.order", order_id=order.id)


TRANSFER = Offer(
    method=Method.TRANSFER, label=_l("Bank transfer with VietQR"), begin=_to_the_square
)


def init_app(app: Flask, gateways: Iterable[Offer]) -> None:
    """Name what is offered besides transfers."""
    app.extensions[EXTENSION] = (TRANSFER, *gateways)


def offers(amount: int, commune: str) -> Sequence[Offer]:
    """Return the ways in which this amount can be paid to a commune's unit, transfers first."""
    known = cast(tuple[Offer, ...], current_app.extensions[EXTENSION])
    return [offer for offer in known if offer.takes(amount, commune)]


def offer_of(method: Method, amount: int, commune: str) -> Offer | None:
    """Return one of them; None where it is not offered."""
    return next((offer for offer in offers(amount, commune) if offer.method is method), None)

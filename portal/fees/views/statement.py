"""The household's statement, and ordering what is chosen on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import redirect
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import current_resident
from portal.fees import household_orders, methods
from portal.fees.forms import OrderForm, key_of
from portal.fees.methods import Offer
from portal.fees.order_models import Method
from portal.fees.payers import Payer, payer_of
from portal.fees.receipts import slips_of
from portal.fees.statement import Basket, baskets_of
from portal.fees.views.blueprint import blueprint
from portal.fees.whereabouts import money_of
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _


@dataclass(frozen=True, kw_only=True)
class Part:
    """One household on the page: what it owes, and the form that pays it."""

    basket: Basket
    form: OrderForm
    ways: int


@blueprint.get("/fees")
def statement() -> ResponseReturnValue:
    """Show what is asked and what is paid, for everybody the resident may pay for."""
    return _show(payer_of(current_resident()))


@blueprint.post("/fees/orders")
def make_order() -> ResponseReturnValue:
    """Order what is chosen; the same again leads to the order that waits already."""
    resident = current_resident()
    payer, form = payer_of(resident), OrderForm()
    try:
        chosen = form.chosen()
        offer = _offer(payer, chosen, form.way())
        made = household_orders.order_for(payer, chosen, offer.method, by=resident.actor)
        return redirect(offer.begin(made), 303)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(payer, form, 422)


def _offer(payer: Payer, chosen: Sequence[UUID], method: Method) -> Offer:
    """Return the way that was chosen, if it takes what is chosen."""
    baskets = baskets_of(payer)
    lines = [line for basket in baskets for line in basket.open_lines if line.charge_id in chosen]
    commune = lines[0].commune if lines else ""
    offer = methods.offer_of(method, sum(line.amount for line in lines), commune)
    if offer is None:
        raise RuleBroken(_("This cannot be paid that way. Choose a transfer"), "method")
    return offer


def _show(payer: Payer, typed: OrderForm | None = None, status: int = 200) -> ResponseReturnValue:
    parts = _parts(baskets_of(payer), typed)
    slips = slips_of(payer)
    return pages.show(
        "fees/statement.html",
        status=status,
        form=typed or OrderForm(formdata=None),
        parts=parts,
        waiting=household_orders.waiting_of(payer),
        slips=slips,
        money=money_of(slips),
    )


def _parts(baskets: Sequence[Basket], typed: OrderForm | None) -> Sequence[Part]:
    parts = []
    for basket in baskets:
        sent = typed is not None and typed.basket.data == key_of(basket)
        form = typed if sent and typed is not None else OrderForm(formdata=None)
        offers = methods.offers(basket.amount, basket.commune)
        parts.append(Part(basket=basket, form=form.about(basket, offers), ways=len(offers)))
    return parts

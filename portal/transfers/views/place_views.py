"""Saying whose money an arrival is, or asking to give it back."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext
from portal.receiving import returning
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff
from portal.transfers import choosing, own_cash
from portal.transfers.forms import (
    ChargesForm,
    DepositForm,
    NeverCameForm,
    OrderForm,
    ReturnForm,
)
from portal.transfers.views.blueprint import blueprint, own_unit
from portal.transfers.views.queue_views import own_arrival, show_arrival


@blueprint.post("/money/<uuid:arrival_id>/order")
@staff_page(*AT_THE_DESK)
def place_order(arrival_id: UUID) -> ResponseReturnValue:
    """Pay the order a guess names."""
    found, form = own_arrival(arrival_id), OrderForm()
    try:
        choosing.place_order(found, form.value(), own_unit().id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show_arrival(found, form)
    flash(_("Placed. The receipt is written"))
    return redirect(url_for(".arrival", arrival_id=arrival_id), 303)


@blueprint.post("/money/<uuid:arrival_id>/charges")
@staff_page(*AT_THE_DESK)
def place_charges(arrival_id: UUID) -> ResponseReturnValue:
    """Pay what was ticked, of one household or several."""
    found, form = own_arrival(arrival_id), ChargesForm()
    try:
        receipts = choosing.place_charges(found, form.value(), own_unit().id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show_arrival(found, form)
    flash(
        ngettext(
            "Placed. %(num)s receipt is written",
            "Placed. %(num)s receipts are written",
            len(receipts),
        )
    )
    return redirect(url_for(".arrival", arrival_id=arrival_id), 303)


@blueprint.post("/money/<uuid:arrival_id>/deposit")
@staff_page(*AT_THE_DESK)
def mark_deposit(arrival_id: UUID) -> ResponseReturnValue:
    """Say that it is cash the unit took to its bank itself."""
    found, form = own_arrival(arrival_id), DepositForm()
    try:
        own_cash.mark_deposit(found, form.value(), own_unit().id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show_arrival(found, form)
    flash(_("This is our own cash now, on its account"))
    return redirect(url_for(".arrival", arrival_id=arrival_id), 303)


@blueprint.post("/money/<uuid:arrival_id>/return")
@staff_page(*AT_THE_DESK)
def ask_return(arrival_id: UUID) -> ResponseReturnValue:
    """Ask to give money back; a colleague decides."""
    found, form = own_arrival(arrival_id), ReturnForm()
    try:
        amount, reason = form.value()
        return_id = returning.ask(found.id, amount, reason, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show_arrival(found, form)
    flash(_("Asked. Now a colleague decides"))
    return redirect(url_for(".money_return", return_id=return_id), 303)


@blueprint.post("/money/<uuid:arrival_id>/never-came")
@staff_page(*AT_THE_DESK)
def say_never_came(arrival_id: UUID) -> ResponseReturnValue:
    """Say that the bank does not show this money; a colleague decides."""
    found, form = own_arrival(arrival_id), NeverCameForm()
    try:
        return_id = returning.ask_to_strike(found.id, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show_arrival(found, form)
    flash(_("Asked. Now a colleague decides"))
    return redirect(url_for(".money_return", return_id=return_id), 303)

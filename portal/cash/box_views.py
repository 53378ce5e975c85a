"""What a collector holds, and handing it over before two people."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cash import handing, handovers, takers, taking_over
from portal.cash.blueprint import blueprint
from portal.cash.bounds import COLLECTORS, own_unit, unit_of
from portal.cash.forms import CountForm, OfferForm
from portal.cash.handovers import Handover
from portal.cash.in_hand import InHand, in_hand
from portal.kernel import formats, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.signed_in import current_staff


@blueprint.get("/cash/box")
@staff_page(*COLLECTORS)
def box() -> ResponseReturnValue:
    """Show what this member holds, and what waits between them and others."""
    return _show_box(OfferForm(formdata=None))


@blueprint.post("/cash/handovers")
@staff_page(*COLLECTORS)
def offer() -> ResponseReturnValue:
    """Offer cash to a member of the station."""
    form, unit = OfferForm(), own_unit()
    try:
        amount, taker_id = form.value()
        handover_id = handing.offer(amount, taker_id, unit.id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_box(form, status=422)
    flash(_("Offered. The other person counts it now"))
    return redirect(url_for(".handover", handover_id=handover_id), 303)


@blueprint.get("/cash/handovers/<uuid:handover_id>")
@staff_page(*COLLECTORS)
def handover(handover_id: UUID) -> ResponseReturnValue:
    """Show one hand-over to the two it is between, and to nobody else."""
    return _show_handover(_found(handover_id), CountForm(formdata=None))


@blueprint.post("/cash/handovers/<uuid:handover_id>/withdraw")
@staff_page(*COLLECTORS)
def withdraw(handover_id: UUID) -> ResponseReturnValue:
    """Take an offer back."""
    _found(handover_id)
    try:
        handing.withdraw(handover_id, by=current_staff())
    except RuleBroken as refusal:
        return _show_handover(_found(handover_id), refused=refusal.message)
    flash(_("Taken back. The cash is still yours"))
    return redirect(url_for(".box"), 303)


@blueprint.post("/cash/handovers/<uuid:handover_id>/count")
@staff_page(*AT_THE_DESK)
def count(handover_id: UUID) -> ResponseReturnValue:
    """Take what was counted."""
    form, found = CountForm(), _found(handover_id)
    if found.taker_id != current_staff().staff_id:
        abort(404)
    try:
        handing.count(handover_id, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_handover(_found(handover_id), form, refused=refusal.message)
    flash(_("Counted. Both of you see it"))
    return redirect(url_for(".handover", handover_id=handover_id), 303)


def _found(handover_id: UUID) -> Handover:
    found = handovers.handover(handover_id, own_unit().id, current_staff())
    if found is None:
        abort(404)
    return found


def _show_handover(
    found: Handover, form: CountForm | None = None, *, refused: str | None = None
) -> ResponseReturnValue:
    if form is None or not found.waits:
        form = CountForm(formdata=None)
    return pages.show(
        "cash/handover.html",
        status=422 if refused else 200,
        form=form,
        refused=None if form.errors else refused,
        handover=found,
        is_taker=found.taker_id == current_staff().staff_id,
    )


def _show_box(form: OfferForm, *, status: int = 200) -> ResponseReturnValue:
    staff = current_staff()
    unit = unit_of(staff)
    cash = in_hand(unit.id, staff.staff_id) if unit else InHand()
    listed = handovers.own_handovers(unit.id, staff) if unit else ()
    waiting = [one for one in listed if one.waits and one.claimed is None]
    offered = sum(one.said for one in waiting if one.giver_id == staff.staff_id)
    left = cash.free - offered
    is_head = Role.STATION_HEAD in staff.roles
    if form.amount.data is None and left > 0:
        form.amount.data = formats.number(left, language=current_language())
    return pages.show(
        "cash/box.html",
        status=status,
        form=form.offer(takers.takers_for(staff)),
        cash=cash,
        offered=offered,
        left=left,
        to_count=[one for one in waiting if one.taker_id == staff.staff_id],
        left_behind=taking_over.left_behind(unit.id) if unit and is_head else (),
        handovers=listed,
        own_id=staff.staff_id,
        is_at_desk=bool(AT_THE_DESK & staff.roles),
        is_head=is_head,
    )

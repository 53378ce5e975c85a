"""Taking over the cash of a closed account: counted by a head, confirmed by a second person."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cash import boxes, handovers, taking_over
from portal.cash.blueprint import blueprint
from portal.cash.bounds import own_unit
from portal.cash.forms import CountForm
from portal.cash.handovers import Handover
from portal.cash.takers import Taker
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import hands
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.signed_in import current_staff


@blueprint.get("/desk/cash/left-behind/<uuid:holder_id>")
@staff_page(Role.STATION_HEAD)
def left_behind(holder_id: UUID) -> ResponseReturnValue:
    """Show what somebody whose account is closed still holds, and ask what lies there."""
    return _show_left(_left(holder_id), CountForm(formdata=None))


@blueprint.post("/desk/cash/left-behind/<uuid:holder_id>")
@staff_page(Role.STATION_HEAD)
def claim(holder_id: UUID) -> ResponseReturnValue:
    """Write down what was counted; a second person confirms it."""
    found, form = _left(holder_id), CountForm()
    try:
        handover_id = taking_over.claim(found.id, form.value(), own_unit().id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_left(found, form)
    flash(_("Written down. Who counted it with you confirms it now"))
    return redirect(url_for(".take_over", handover_id=handover_id), 303)


@blueprint.get("/desk/cash/take-overs/<uuid:handover_id>")
@staff_page(*AT_THE_DESK)
def take_over(handover_id: UUID) -> ResponseReturnValue:
    """Show one take-over to the desk of its unit."""
    return _show(_found(handover_id))


@blueprint.post("/desk/cash/take-overs/<uuid:handover_id>/witness")
@staff_page(*AT_THE_DESK)
def witness(handover_id: UUID) -> ResponseReturnValue:
    """Confirm what was counted; the cash moves."""
    try:
        taking_over.witness(_found(handover_id).id, by=current_staff())
    except RuleBroken as refusal:
        return _show(_found(handover_id), refusal)
    flash(_("Confirmed. The cash is taken over"))
    return redirect(url_for(".take_over", handover_id=handover_id), 303)


@blueprint.post("/desk/cash/take-overs/<uuid:handover_id>/give-up")
@staff_page(*AT_THE_DESK)
def give_up(handover_id: UUID) -> ResponseReturnValue:
    """End it, to count anew."""
    try:
        taking_over.give_up(_found(handover_id).id, by=current_staff())
    except RuleBroken as refusal:
        return _show(_found(handover_id), refusal)
    flash(_("Ended. Nothing was moved"))
    return redirect(url_for(".take_over", handover_id=handover_id), 303)


def _left(holder_id: UUID) -> Taker:
    listed = taking_over.left_behind(own_unit().id)
    found = next((one for one in listed if one.id == holder_id), None)
    if found is None:
        abort(404)
    return found


def _found(handover_id: UUID) -> Handover:
    found = handovers.take_over(handover_id, own_unit().id)
    if found is None:
        abort(404)
    return found


def _show_left(found: Taker, form: CountForm) -> ResponseReturnValue:
    return pages.show(
        "cash/left_behind.html",
        status=422 if form.errors else 200,
        form=form,
        holder=found,
        held=boxes.held(own_unit().id, found.id),
    )


def _show(found: Handover, refusal: RuleBroken | None = None) -> ResponseReturnValue:
    staff_id = current_staff().staff_id
    return pages.show(
        "cash/take_over.html",
        status=422 if refusal else 200,
        refused=refusal.message if refusal else None,
        handover=found,
        may_witness=found.waits
        and found.giver_id != staff_id
        and not hands.from_one_hand(found.taker_id, staff_id),
    )

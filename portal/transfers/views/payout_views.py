"""A provider's pay-out: saying so of an arrival, and a colleague's word on it."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import pages
from portal.kernel.db import abandon
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.receiving import payouts as saying
from portal.receiving.payout_models import PayoutState
from portal.representation import hands
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff
from portal.transfers import payout_words, payouts
from portal.transfers.payout_form import PAYERS, PayoutForm
from portal.transfers.payouts import SaidPayout
from portal.transfers.queue import Unplaced
from portal.transfers.views.blueprint import blueprint, own_unit
from portal.transfers.views.queue_views import own_arrival


@blueprint.get("/money/<uuid:arrival_id>/payout")
@staff_page(*AT_THE_DESK)
def ask_payout(arrival_id: UUID) -> ResponseReturnValue:
    """Ask whose pay-out an arrival is, and what was kept of it."""
    return _show_form(own_arrival(arrival_id), PayoutForm(formdata=None))


@blueprint.post("/money/<uuid:arrival_id>/payout")
@staff_page(*AT_THE_DESK)
def say_payout(arrival_id: UUID) -> ResponseReturnValue:
    """Say that it is a pay-out; a colleague confirms."""
    found, form = own_arrival(arrival_id), PayoutForm()
    try:
        provider, charges = form.value()
        payout_id = saying.ask(found.id, provider, charges, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_form(found, form)
    flash(_("Written down. Now a colleague confirms it"))
    return redirect(url_for(".payout", payout_id=payout_id), 303)


@blueprint.get("/money/payouts/<uuid:payout_id>")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def payout(payout_id: UUID) -> ResponseReturnValue:
    """Show one pay-out, and what is to be done."""
    return _show(_own(payout_id))


@blueprint.post("/money/payouts/<uuid:payout_id>/confirm")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.payout")
def confirm_payout(payout_id: UUID) -> ResponseReturnValue:
    """Move the money, as the second person."""
    return _say(payout_id, saying.confirm, _("Confirmed. The books follow"))


@blueprint.post("/money/payouts/<uuid:payout_id>/withdraw")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.payout")
def withdraw_payout(payout_id: UUID) -> ResponseReturnValue:
    """Say that it is none, before anything moved."""
    return _say(payout_id, saying.withdraw, _("Withdrawn. The money waits to be placed"))


@blueprint.post("/money/payouts/<uuid:payout_id>/doubt")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.payout")
def doubt_payout(payout_id: UUID) -> ResponseReturnValue:
    """Ask to take a confirmed one back."""
    return _say(payout_id, saying.doubt, _("Asked. Now a colleague decides"))


@blueprint.post("/money/payouts/<uuid:payout_id>/keep")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.payout")
def keep_payout(payout_id: UUID) -> ResponseReturnValue:
    """Let a doubted one stand."""
    return _say(payout_id, saying.keep, _("It stays as it was confirmed"))


@blueprint.post("/money/payouts/<uuid:payout_id>/back")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.payout")
def take_payout_back(payout_id: UUID) -> ResponseReturnValue:
    """Move the money back, as the second person."""
    return _say(payout_id, saying.take_back, _("Undone. The money waits to be placed"))


def _say(payout_id: UUID, word: Callable[..., None], done: str) -> ResponseReturnValue:
    found = _own(payout_id)
    try:
        word(found.id, by=current_staff())
    except RuleBroken as refusal:
        abandon()  # what stands is read again
        return _show(_own(payout_id), refusal)
    flash(done)
    return redirect(url_for(".payout", payout_id=payout_id), 303)


def _own(payout_id: UUID) -> SaidPayout:
    """Return a pay-out of the member's own unit; answer 404 for any other."""
    found = payouts.one(payout_id, own_unit().id)
    if found is None:
        abort(404)
    return found


def _show_form(found: Unplaced, form: PayoutForm) -> ResponseReturnValue:
    return pages.show(
        "transfers/say_payout.html",
        status=422 if form.errors else 200,
        form=form,
        arrival=found,
        can_be_one=payouts.can_be_one(found),
    )


def _show(found: SaidPayout, refusal: RuleBroken | None = None) -> ResponseReturnValue:
    waits_on = found.waits_on
    is_second = waits_on is not None and not hands.from_one_hand(current_staff().staff_id, waits_on)
    return pages.show(
        "transfers/payout.html",
        status=422 if refusal else 200,
        refused=refusal.message if refusal else None,
        found=found,
        payer=PAYERS[found.provider],
        label=payout_words.PAYOUTS[found.state],
        tone=payout_words.TONES[found.state],
        may_confirm=is_second and found.state is PayoutState.ASKED,
        may_withdraw=found.state is PayoutState.ASKED,
        may_doubt=found.state is PayoutState.CONFIRMED,
        may_keep=found.state is PayoutState.DOUBTED,
        may_take_back=is_second and found.state is PayoutState.DOUBTED,
    )

"""Money on its way back: a colleague's word on it, that it was sent, or that it came after all."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import pages
from portal.kernel.db import abandon
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.receiving import returning, struck
from portal.receiving.models import ReturnState
from portal.representation import hands
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff
from portal.transfers import returns, words
from portal.transfers.return_form import SOURCES, SentForm
from portal.transfers.returns import Return
from portal.transfers.views.blueprint import blueprint, own_unit, where_somebody_collects


@blueprint.get("/money/returns")
@staff_page(*AT_THE_DESK)
@where_somebody_collects
def money_returns() -> ResponseReturnValue:
    """Show the newest returns of the unit."""
    return pages.show(
        "transfers/returns.html",
        returns=returns.newest(own_unit().id),
        labels=words.RETURNS,
        tones=words.TONES,
    )


@blueprint.get("/money/returns/<uuid:return_id>")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def money_return(return_id: UUID) -> ResponseReturnValue:
    """Show one return, and what is to be done."""
    return _show(_own(return_id))


@blueprint.post("/money/returns/<uuid:return_id>/allow")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.money_return")
def allow_return(return_id: UUID) -> ResponseReturnValue:
    """Let money go back, as the second person."""
    if _own(return_id).never_came:
        done = _("Struck. The books follow")
    else:
        done = _("Allowed. Send it, then write the reference here")
    return _say(return_id, returning.allow, done)


@blueprint.post("/money/returns/<uuid:return_id>/refuse")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.money_return")
def refuse_return(return_id: UUID) -> ResponseReturnValue:
    """Keep the money, as the second person."""
    return _say(return_id, returning.refuse, _("Refused. The money waits to be placed"))


@blueprint.post("/money/returns/<uuid:return_id>/sent")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.money_return")
def send_return(return_id: UUID) -> ResponseReturnValue:
    """Write down by which transfer the money went back, and where from."""
    found = _own(return_id)
    form = SentForm().about(found)
    try:
        returning.pay_out(found.id, form.value(), form.source(), by=current_staff())
    except RuleBroken as refusal:
        abandon()
        if refusal.field is None:
            return _show(_own(return_id), form, refusal)
        form.refuse(refusal)
        return _show(found, form)
    flash(_("Written down. The books follow"))
    return redirect(url_for(".money_return", return_id=return_id), 303)


@blueprint.post("/money/returns/<uuid:return_id>/came")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.money_return")
def doubt_striking(return_id: UUID) -> ResponseReturnValue:
    """Say that struck money came after all."""
    return _say(return_id, struck.doubt, _("Asked. Now a colleague decides"))


@blueprint.post("/money/returns/<uuid:return_id>/keep")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.money_return")
def keep_striking(return_id: UUID) -> ResponseReturnValue:
    """Let a doubted striking stand."""
    return _say(return_id, struck.keep, _("It stays struck"))


@blueprint.post("/money/returns/<uuid:return_id>/back")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.money_return")
def take_striking_back(return_id: UUID) -> ResponseReturnValue:
    """Take a striking back, as the second person."""
    return _say(return_id, struck.take_back, _("Undone. The money waits to be placed"))


def _say(return_id: UUID, word: Callable[..., None], done: str) -> ResponseReturnValue:
    found = _own(return_id)
    try:
        word(found.id, by=current_staff())
    except RuleBroken as refusal:
        abandon()  # what stands is read again
        return _show(_own(return_id), refusal=refusal)
    flash(done)
    return redirect(url_for(".money_return", return_id=return_id), 303)


def _own(return_id: UUID) -> Return:
    """Return a return of the member's own unit; answer 404 for any other."""
    found = returns.one(return_id, own_unit().id)
    if found is None:
        abort(404)
    return found


def _show(
    found: Return, form: SentForm | None = None, refusal: RuleBroken | None = None
) -> ResponseReturnValue:
    if form is None:
        form = SentForm(formdata=None).about(found)
    is_second = not hands.from_one_hand(current_staff().staff_id, found.waits_on)
    return pages.show(
        "transfers/return.html",
        status=422 if refusal or form.errors else 200,
        refused=refusal.message if refusal else None,
        form=form,
        found=found,
        told_by=words.PROVIDERS[found.provider],
        label=words.RETURNS[found.state],
        tone=words.TONES[found.state],
        sources=SOURCES,
        may_allow=is_second and found.state is ReturnState.ASKED,
        may_refuse=is_second and found.state in (ReturnState.ASKED, ReturnState.ALLOWED),
        may_send=found.state is ReturnState.ALLOWED,
        may_doubt=found.state is ReturnState.STRUCK,
        may_keep=found.state is ReturnState.DOUBTED,
        may_take_back=is_second and found.state is ReturnState.DOUBTED,
    )

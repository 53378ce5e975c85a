"""Settling a reset that was stopped."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.resets import colleagues, rules, settling
from portal.resets.blueprint import blueprint
from portal.resets.counter.admit import Admitted, admit
from portal.resets.counter.person_line import line_of
from portal.resets.counter.timeline import stops
from portal.resets.forms import ProposalForm
from portal.resets.states import State
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/desk/resets/<uuid:reset_id>/settling")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def settle(reset_id: UUID) -> ResponseReturnValue:
    """Show a stopped reset to who proposes how it ends, or to who has the second word."""
    return _show(admit(reset_id), ProposalForm(formdata=None))


@blueprint.post("/desk/resets/<uuid:reset_id>/proposal")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("resets.settle")
def propose(reset_id: UUID) -> ResponseReturnValue:
    """Propose whose the account is."""
    admitted, form = admit(reset_id), ProposalForm()
    try:
        outcome, finding = form.value()
        settling.propose(admitted.reset, outcome, finding, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(admitted, form, status=422)
    flash(_("Proposed. Somebody else has the second word"))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


@blueprint.post("/desk/resets/<uuid:reset_id>/agreement")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("resets.settle")
def agree(reset_id: UUID) -> ResponseReturnValue:
    """Agree: the account opens to whom it belongs."""
    admitted = admit(reset_id)
    try:
        ended = settling.agree(admitted.reset, by=current_staff())
    except RuleBroken as refusal:
        return _refused(admitted, refusal)
    flash(". ".join(filter(None, (_("Settled. The account is open again"), ended.sentence))))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


@blueprint.post("/desk/resets/<uuid:reset_id>/disagreement")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("resets.settle")
def disagree(reset_id: UUID) -> ResponseReturnValue:
    """Send the proposal back; the account stays shut."""
    admitted = admit(reset_id)
    try:
        settling.disagree(admitted.reset, by=current_staff())
    except RuleBroken as refusal:
        return _refused(admitted, refusal)
    flash(_("Sent back. The account stays shut"))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


def _refused(admitted: Admitted, refusal: RuleBroken) -> ResponseReturnValue:
    form = ProposalForm(formdata=None)
    form.form_errors.append(refusal.message)
    return _show(admitted, form, status=422)


def _show(admitted: Admitted, form: ProposalForm, status: int = 200) -> ResponseReturnValue:
    found, staff = admitted.reset, current_staff()
    state = found.state_at(clock.now())
    names = colleagues.names_of(found)
    is_proposed = state is State.SETTLING
    hindrance = settling.hindrance_of(found, staff)
    return pages.show(
        "resets/settle.html",
        status=status,
        reset=found,
        is_open=state in (State.FROZEN, State.SETTLING),
        is_proposed=is_proposed,
        person=line_of(admitted.resident),
        proposer=names.of(found.proposed_by),
        stops=stops(found, names),
        hindrance=hindrance.sentence if hindrance else "",
        may_refuse=is_proposed and rules.hinders_refusing(hindrance) is None,
        form=form.offer(),
    )

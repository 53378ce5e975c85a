"""The second person reads what the first one recorded, and allows or refuses."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms import Form
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.mobile import Mobile
from portal.resets import colleagues, deciding, rules, signs, standing
from portal.resets.blueprint import blueprint
from portal.resets.counter.admit import Admitted, admit
from portal.resets.counter.person_line import line_of
from portal.resets.counter.proof_words import checked
from portal.resets.counter.timeline import stops
from portal.resets.forms import AllowForm, RefuseForm
from portal.resets.states import State
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/desk/resets/<uuid:reset_id>/decision")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def decide(reset_id: UUID) -> ResponseReturnValue:
    """Show the second person what was recorded, how the account is used, what stands out."""
    return _show(admit(reset_id), AllowForm(formdata=None), RefuseForm(formdata=None))


@blueprint.post("/desk/resets/<uuid:reset_id>/allowance")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("resets.decide")
def allow(reset_id: UUID) -> ResponseReturnValue:
    """Allow it; the old phone and trusted people are told at once."""
    admitted, form = admit(reset_id), AllowForm()
    try:
        deciding.allow(admitted.reset, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(admitted, form, RefuseForm(formdata=None), wrong=form)
    flash(_("Allowed. The slip can be printed now"))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


@blueprint.post("/desk/resets/<uuid:reset_id>/refusal")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("resets.decide")
def refuse(reset_id: UUID) -> ResponseReturnValue:
    """Refuse it."""
    admitted, form = admit(reset_id), RefuseForm()
    try:
        deciding.refuse(admitted.reset, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(admitted, AllowForm(formdata=None), form, wrong=form)
    flash(_("The reset is turned down"))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


def _show(
    admitted: Admitted, allowing: AllowForm, refusing: RefuseForm, wrong: Form | None = None
) -> ResponseReturnValue:
    found, staff = admitted.reset, current_staff()
    activity = signs.activity_of(found.account_id)
    hindrance = rules.hinders_deciding(standing.as_second(staff, found))
    names = colleagues.names_of(found)
    return pages.show(
        "resets/decide.html",
        status=422 if wrong else 200,
        reset=found,
        person=line_of(admitted.resident),
        asker=names.of(found.requested_by),
        checked=checked(found, names),
        new_phone_tail=Mobile(found.new_number).tail,
        activity=activity,
        flags=[flag.label for flag in signs.flags_of(found, activity)],
        stops=stops(found, names),
        hindrance=hindrance.sentence if hindrance else "",
        may_refuse=rules.hinders_refusing(hindrance) is None,
        is_open=found.state_at(clock.now()) is State.ASKED,
        allowing=allowing.offer(),
        refusing=refusing.offer(),
        form=wrong or allowing,
    )

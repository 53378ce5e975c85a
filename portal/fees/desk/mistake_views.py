"""What was asked of a household by mistake: ending it, and asking it again."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.fees import exemptions
from portal.fees import mistakes as ending
from portal.fees.desk.blueprint import blueprint
from portal.fees.desk.exemption_views import HOUSEHOLD
from portal.fees.desk.mistake_forms import AgainForm, MistakeForm
from portal.fees.exemptions import OpenHousehold
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get(f"{HOUSEHOLD}/mistakes")
@staff_page(*AT_THE_DESK)
def mistakes(household_id: UUID) -> ResponseReturnValue:
    """Show what a household still owes, and what was called a mistake."""
    household = _open(household_id)
    exemptions.note_opened(household, current_staff())
    return _show(household, MistakeForm(formdata=None))


@blueprint.post(f"{HOUSEHOLD}/mistakes")
@staff_page(*AT_THE_DESK)
def end_mistake(household_id: UUID) -> ResponseReturnValue:
    """End a charge as a mistake."""
    household, form = _open(household_id), MistakeForm()
    try:
        charge_id, note = form.value()
        ending.end(charge_id, household, note, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(household, form, status=422)
    flash(_("Ended. It is asked no more"))
    return redirect(url_for(".mistakes", household_id=household_id), 303)


@blueprint.post(f"{HOUSEHOLD}/mistakes/again")
@staff_page(*AT_THE_DESK)
def ask_again(household_id: UUID) -> ResponseReturnValue:
    """Ask a charge again."""
    household, form = _open(household_id), AgainForm()
    try:
        ending.ask_again(form.value(), household, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(household, MistakeForm(formdata=None), form, 422)
    flash(_("It is asked again"))
    return redirect(url_for(".mistakes", household_id=household_id), 303)


def _open(household_id: UUID) -> OpenHousehold:
    household = exemptions.opened(household_id, current_staff())
    if household is None:
        abort(404)
    return household


def _show(
    household: OpenHousehold,
    mistake_form: MistakeForm,
    refused: AgainForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    charges = ending.asked_of(household, current_staff())
    return show(
        "fees/desk_mistakes.html",
        status=status,
        household=household,
        open_charges=[charge for charge in charges if charge.is_open],
        ended_charges=[charge for charge in charges if not charge.is_open],
        mistake_form=mistake_form.about(charges),
        form=refused or mistake_form,
    )

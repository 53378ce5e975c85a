"""Writing the number of the electronic receipt on a receipt."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.fees import official_numbers
from portal.fees.desk.blueprint import blueprint
from portal.fees.desk.official_form import OfficialNumberForm
from portal.fees.receipts import Slip, note_seen, slip_of_commune
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

OFFICIAL = "/receipts/<uuid:receipt_id>/official"


@blueprint.get(OFFICIAL)
@staff_page(*AT_THE_DESK)
def official_number(receipt_id: UUID) -> ResponseReturnValue:
    """Show whether a receipt has its number, and the form that writes it."""
    slip = _slip(receipt_id)
    note_seen(slip, current_staff())
    return _show(slip, OfficialNumberForm(formdata=None))


@blueprint.post(OFFICIAL)
@staff_page(*AT_THE_DESK)
def enter_official_number(receipt_id: UUID) -> ResponseReturnValue:
    """Write the number."""
    slip, form = _slip(receipt_id), OfficialNumberForm()
    try:
        official_numbers.enter(slip, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(slip, form, 422)
    flash(_("The number is on the receipt now"))
    return redirect(url_for(".official_number", receipt_id=receipt_id), 303)


def _slip(receipt_id: UUID) -> Slip:
    found = slip_of_commune(current_staff().commune, receipt_id)
    if found is None:
        abort(404)
    return found


def _show(slip: Slip, form: OfficialNumberForm, status: int = 200) -> ResponseReturnValue:
    return show("fees/desk_official.html", status=status, slip=slip, form=form)

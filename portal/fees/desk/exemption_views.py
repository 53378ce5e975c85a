"""Who is exempt: finding a household, exempting its people, ending an exemption."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import households
from portal.access.households import Found
from portal.fees import exempting, exemptions
from portal.fees.desk.blueprint import blueprint
from portal.fees.desk.forms import EndForm, ExemptForm, FindForm
from portal.fees.exemptions import OpenHousehold
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext
from portal.kernel.pages import show
from portal.kernel.text import clean
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

HOUSEHOLD = "/exemptions/<uuid:household_id>"


@blueprint.get("/exemptions")
@staff_page(*AT_THE_DESK)
def exempt_households() -> ResponseReturnValue:
    """Show the households with somebody exempt, and find another."""
    return _list(FindForm(formdata=None))


@blueprint.post("/exemptions/find")
@staff_page(*AT_THE_DESK)
def find_household() -> ResponseReturnValue:
    """Show the households that may be meant."""
    form = FindForm()
    try:
        found = households.find(form.value(), current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _list(form, status=422)
    return _list(form, found)


@blueprint.get(HOUSEHOLD)
@staff_page(*AT_THE_DESK)
def exempt_household(household_id: UUID) -> ResponseReturnValue:
    """Show who of a household is exempt, and the form that exempts."""
    household = _open(household_id)
    exemptions.note_opened(household, current_staff())
    return _household(household, ExemptForm(formdata=None))


@blueprint.post(HOUSEHOLD)
@staff_page(*AT_THE_DESK)
def exempt(household_id: UUID) -> ResponseReturnValue:
    """Exempt people of a household."""
    household, form = _open(household_id), ExemptForm()
    try:
        freed = exempting.exempt(household, form.value(household), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _household(household, form, 422)
    flash(
        ngettext(
            "Exempt. %(num)s open charge is 0 đ now",
            "Exempt. %(num)s open charges are 0 đ now",
            freed,
        )
    )
    return redirect(url_for(".exempt_household", household_id=household_id), 303)


@blueprint.post(f"{HOUSEHOLD}/end")
@staff_page(*AT_THE_DESK)
def end_exemption(household_id: UUID) -> ResponseReturnValue:
    """End an exemption; years that were free stay free."""
    household, form = _open(household_id), EndForm()
    try:
        exempting.end(form.value(), household, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _household(household, ExemptForm(formdata=None), 422, form)
    flash(_("Ended. Years that were free stay free"))
    return redirect(url_for(".exempt_household", household_id=household_id), 303)


def _open(household_id: UUID) -> OpenHousehold:
    household = exemptions.opened(household_id, current_staff())
    if household is None:
        abort(404)
    return household


def _household(
    household: OpenHousehold,
    exempt_form: ExemptForm,
    status: int = 200,
    refused: EndForm | None = None,
) -> ResponseReturnValue:
    return show(
        "fees/desk_exempt.html",
        status=status,
        household=household,
        exempt_form=exempt_form.about(household),
        form=refused or exempt_form,
    )


def _list(
    form: FindForm, found: Sequence[Found] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = exemptions.page_of(current_staff(), clean(request.args.get("after", "")))
    return show("fees/desk_exemptions.html", status=status, form=form, found=found, page=page)

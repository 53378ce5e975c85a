"""Asking for slips: for one person, a household or a village; and opening one account."""

from collections.abc import Sequence

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access import households
from portal.access.households import Found
from portal.access.policy import Permission
from portal.access.residents import Resident, about_resident
from portal.issuing import asking, batches, opening, states, village_counts
from portal.issuing.blueprint import blueprint
from portal.issuing.candidates import Target
from portal.issuing.forms import FindForm, HouseholdForm, VillageForm
from portal.issuing.models import BatchScope
from portal.issuing.presentation import listed
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff, current_staff


@blueprint.get("/slips")
@staff_page(*AT_THE_DESK)
def slips() -> ResponseReturnValue:
    """Show the two ways to ask, and the newest batches of the commune."""
    return _show(FindForm(formdata=None), VillageForm(formdata=None))


@blueprint.post("/slips/find")
@staff_page(*AT_THE_DESK)
def find_households() -> ResponseReturnValue:
    """Show the households that may be meant."""
    form = FindForm()
    try:
        found = households.find(form.value(), current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(form, VillageForm(formdata=None), status=422)
    return _show(form, VillageForm(formdata=None), found=found)


@blueprint.post("/slips/household")
@staff_page(*AT_THE_DESK)
def ask_household() -> ResponseReturnValue:
    """Ask for the slips of a household."""
    form = HouseholdForm()
    try:
        return _ask(BatchScope.HOUSEHOLD, form)
    except RuleBroken as refusal:
        finding = FindForm(formdata=None)
        finding.refuse(refusal)
        return _show(finding, VillageForm(formdata=None), status=422)


@blueprint.post("/slips/village")
@staff_page(*AT_THE_DESK)
def ask_village() -> ResponseReturnValue:
    """Ask for the slips of a village."""
    form = VillageForm()
    try:
        return _ask(BatchScope.VILLAGE, form)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(FindForm(formdata=None), form, status=422)


@blueprint.post("/people/<uuid:person_id>/slip")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.MANAGE_ACCOUNT)
def ask_person(resident: Resident) -> ResponseReturnValue:
    """Ask for the slip of one person."""
    target = Target(scope=BatchScope.PERSON, id=resident.id, commune=resident.commune)
    try:
        batch_id = asking.ask(target, by=current_staff())
    except RuleBroken as refusal:
        return _refused(resident, refusal)
    flash(_("Asked. Now a colleague allows it"))
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@blueprint.post("/people/<uuid:person_id>/account")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.MANAGE_ACCOUNT)
def open_account(resident: Resident) -> ResponseReturnValue:
    """Open the account of somebody whose mobile is on file."""
    try:
        opening.open_account(resident.id, states.state_of(resident.id), by=current_staff())
    except RuleBroken as refusal:
        return _refused(resident, refusal)
    flash(_("The account is open. Codes go to the phone on file"))
    return redirect(_page_of(resident), 303)


def _ask(scope: BatchScope, form: HouseholdForm | VillageForm) -> ResponseReturnValue:
    staff = current_staff()
    target = Target(scope=scope, id=form.value(), commune=staff.commune or "")
    batch_id = asking.ask(target, by=staff)
    flash(_("Asked. Now a colleague allows it"))
    return redirect(url_for(".batch", batch_id=batch_id), 303)


def _page_of(resident: Resident) -> str:
    if "desk.resident" in current_app.view_functions:
        return url_for("desk.resident", person_id=resident.id)
    return url_for(".slips")


def _refused(resident: Resident, refusal: RuleBroken) -> ResponseReturnValue:
    return pages.show(
        "issuing/refused.html",
        status=422,
        resident=resident,
        sentence=refusal.message,
        back_url=_page_of(resident),
    )


def _show(
    find_form: FindForm,
    village_form: VillageForm,
    *,
    found: Sequence[Found] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    staff: SignedInStaff = current_staff()
    return pages.show(
        "issuing/slips_page.html",
        status=status,
        form=find_form if find_form.errors else village_form,
        find_form=find_form,
        village_form=village_form.offer(village_counts.counts_for(staff)),
        found=found,
        batches=[listed(batch) for batch in batches.newest(staff)],
    )

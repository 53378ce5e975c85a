"""Entering a newborn; later its personal ID number, and its name."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import Resident, about_resident
from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.merging import newborns, numbers
from portal.merging.blueprint import blueprint
from portal.merging.forms import ChildForm, NameForm, NumberForm
from portal.merging.presentation import person_url
from portal.merging.tries import count_try, forgive
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.signed_in import current_staff

NUMBER = "/people/<uuid:person_id>/number"


@blueprint.get("/register/new")
@staff_page(*AT_THE_DESK, Role.DATA_ENTRY)
def enter() -> ResponseReturnValue:
    """Ask for a newborn; nothing of the register is shown."""
    return show("merging/enter.html", form=ChildForm(formdata=None))


@blueprint.post("/register/new")
@staff_page(*AT_THE_DESK, Role.DATA_ENTRY)
def enter_newborn() -> ResponseReturnValue:
    """Write a newborn down; all that comes back is the local code."""
    form, staff = ChildForm(), current_staff()
    try:
        child = form.value()
        tried = count_try(staff.staff_id)
        code = newborns.enter(child, by=staff)
        forgive(staff.staff_id, tried)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show("merging/enter.html", status=422, form=form)
    flash(_("Entered. The local code is %(code)s", code=code))
    return redirect(url_for(".enter"), 303)


@blueprint.get(NUMBER)
@staff_page(*AT_THE_DESK)
@require_fresh_staff
@about_resident(Permission.KEEP_REGISTER)
def number(resident: Resident) -> ResponseReturnValue:
    """Ask for the number or the name somebody was given later."""
    return _show(resident)


@blueprint.post(NUMBER)
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("merging.number")
@about_resident(Permission.KEEP_REGISTER)
def record_number(resident: Resident) -> ResponseReturnValue:
    """Put the number in force."""
    form = NumberForm()
    try:
        numbers.record_number(resident, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(resident, number_form=form, status=422)
    flash(_("The number is in force from today"))
    return redirect(url_for(".number", person_id=resident.id), 303)


@blueprint.post("/people/<uuid:person_id>/name")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("merging.number")
@about_resident(Permission.KEEP_REGISTER)
def give_name(resident: Resident) -> ResponseReturnValue:
    """Give the name; the one before is kept."""
    form = NameForm()
    try:
        numbers.rename(resident, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(resident, name_form=form, status=422)
    flash(_("The name is changed. The one before is kept"))
    return redirect(url_for(".number", person_id=resident.id), 303)


def _show(
    resident: Resident,
    *,
    number_form: Form | None = None,
    name_form: Form | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    return show(
        "merging/number.html",
        status=status,
        resident=resident,
        person_url=person_url(resident.id),
        form=number_form or NumberForm(formdata=None),
        name_form=name_form or NameForm(formdata=None),
        numbers=numbers.numbers_of(resident.id),
        names=numbers.former_names_of(resident.id),
        may_have_number=not numbers.number_in_force(resident),
    )

"""The death of a resident: writing it down, and taking it back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import Resident, about_resident
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.merging import deaths
from portal.merging.blueprint import blueprint
from portal.merging.forms import DeathForm
from portal.merging.presentation import person_url
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

DEATH = "/people/<uuid:person_id>/death"


@blueprint.get(DEATH)
@staff_page(*AT_THE_DESK)
@require_fresh_staff
@about_resident(Permission.KEEP_REGISTER)
def death(resident: Resident) -> ResponseReturnValue:
    """Show the form, or the death that is on file."""
    return _show(resident, DeathForm(formdata=None))


@blueprint.post(DEATH)
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("merging.death")
@about_resident(Permission.KEEP_REGISTER)
def record_death(resident: Resident) -> ResponseReturnValue:
    """Write a death down."""
    form = DeathForm()
    try:
        deaths.record_death(resident, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(resident, form, 422)
    flash(_("The death is on file. Everything that was open has ended"))
    return redirect(url_for(".death", person_id=resident.id), 303)


@blueprint.post(f"{DEATH}/take-back")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("merging.death")
@about_resident(Permission.KEEP_REGISTER)
def take_death_back(resident: Resident) -> ResponseReturnValue:
    """Take back what was written down by mistake."""
    form = DeathForm()
    try:
        deaths.take_back(resident, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(resident, form, 422)
    flash(_("Taken back. What had ended stays ended"))
    return redirect(url_for(".death", person_id=resident.id), 303)


def _show(resident: Resident, form: DeathForm, status: int = 200) -> ResponseReturnValue:
    on_file = deaths.death_of(resident.id)
    may_take_back = on_file is not None and on_file.may_take_back(current_staff(), clock.now())
    return show(
        "merging/death.html",
        status=status,
        form=form,
        resident=resident,
        person_url=person_url(resident.id),
        on_file=on_file,
        may_take_back=may_take_back,
        left_without=deaths.left_without(resident.id) if resident.is_dead else [],
    )

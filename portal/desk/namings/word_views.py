"""One naming until the person's second yes: the code they read out, or a colleague's word."""

from uuid import UUID

from flask import Response, abort, flash
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import Resident, admit_resident
from portal.accounts.forms import Form
from portal.desk.blueprint import blueprint, go
from portal.desk.namings import confirming, queries
from portal.desk.namings.forms import ReadOutForm, WordForm
from portal.desk.namings.page import page_of, stops
from portal.desk.namings.queries import Naming
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.resets.counter.person_line import line_of
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/namings/<uuid:naming_id>")
@staff_page(*AT_THE_DESK)
def naming(naming_id: UUID) -> ResponseReturnValue:
    """Show what was taken down, and what it waits for."""
    return _show(*_opened(naming_id), ReadOutForm(formdata=None))


@blueprint.post("/namings/<uuid:naming_id>/code")
@staff_page(*AT_THE_DESK)
def read_out_code(naming_id: UUID) -> ResponseReturnValue:
    """Begin by the code the person reads out."""
    asked, resident = _opened(naming_id)
    form = ReadOutForm()
    try:
        confirming.read_out(asked, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(asked, resident, form, 422)
    return _begun(asked)


@blueprint.post("/namings/<uuid:naming_id>/colleague")
@staff_page(*AT_THE_DESK)
def leave_to_colleague(naming_id: UUID) -> ResponseReturnValue:
    """Let a colleague agree in place of the code."""
    asked, resident = _opened(naming_id)
    form = ReadOutForm(formdata=None)
    try:
        confirming.leave_to_colleague(asked)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(asked, resident, form, 422)
    return go("desk.naming", naming_id=naming_id)


@blueprint.post("/namings/<uuid:naming_id>/withdraw")
@staff_page(*AT_THE_DESK)
def withdraw_naming(naming_id: UUID) -> ResponseReturnValue:
    """Take a wish back, or say no to a colleague's."""
    asked, resident = _opened(naming_id)
    form = ReadOutForm(formdata=None)
    try:
        confirming.refuse(asked, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(asked, resident, form, 422)
    flash(_("Nobody was named"))
    return go("desk.representatives", person_id=resident.id)


@blueprint.get("/namings/<uuid:naming_id>/second")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def second(naming_id: UUID) -> ResponseReturnValue:
    """Ask the second member of the desk for their own word."""
    return _show_second(*_opened(naming_id), WordForm(formdata=None))


@blueprint.post("/namings/<uuid:naming_id>/second")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("desk.second")
def agree_naming(naming_id: UUID) -> ResponseReturnValue:
    """Begin by a colleague's word."""
    asked, resident = _opened(naming_id)
    form = WordForm(formdata=None)
    try:
        confirming.agree(asked, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_second(asked, resident, form, 422)
    return _begun(asked)


def _opened(naming_id: UUID) -> tuple[Naming, Resident]:
    """Return a naming of this commune and its person; another commune's is not found."""
    asked = queries.naming_of(naming_id, current_staff().commune)
    if asked is None:
        abort(404)
    return asked, admit_resident(
        asked.person_id, Permission.REPRESENT_AT_COUNTER, object_ref=f"naming:{naming_id}"
    )


def _begun(asked: Naming) -> Response:
    flash(_("The representative is entered. Both are told by SMS"))
    return go("desk.representatives", person_id=asked.person_id)


def _show(asked: Naming, resident: Resident, form: Form, status: int = 200) -> Response:
    return _page("desk/naming.html", asked, resident, form, status)


def _show_second(asked: Naming, resident: Resident, form: Form, status: int = 200) -> Response:
    return _page("desk/second.html", asked, resident, form, status)


def _page(template: str, asked: Naming, resident: Resident, form: Form, status: int) -> Response:
    return show(
        template,
        status=status,
        resident=resident,
        person=line_of(resident),
        naming_id=asked.id,
        is_asker=asked.asked_by == current_staff().staff_id,
        page=page_of(asked),
        form=form,
        stops=stops(asked),
    )

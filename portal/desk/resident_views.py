"""One resident at the desk, and their key card."""

from flask import Response
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import Resident, about_resident
from portal.accounts.forms import Form
from portal.desk import key_cards
from portal.desk.blueprint import blueprint
from portal.desk.forms import KeyCardForm
from portal.desk.resident_page import page_of
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.resets.counter.person_line import line_of
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/people/<uuid:person_id>")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.MANAGE_ACCOUNT)
def resident(resident: Resident) -> ResponseReturnValue:
    """Show who it is, how their account stands, and what can be done."""
    return show("desk/resident.html", resident=resident, page=page_of(resident))


@blueprint.get("/people/<uuid:person_id>/key-card")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
@about_resident(Permission.MANAGE_ACCOUNT)
def key_card(resident: Resident) -> ResponseReturnValue:
    """Ask whether a new card is to be printed."""
    return _show_key_card(resident, KeyCardForm(formdata=None))


@blueprint.post("/people/<uuid:person_id>/key-card")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("desk.key_card")
@about_resident(Permission.MANAGE_ACCOUNT)
def print_key_card(resident: Resident) -> ResponseReturnValue:
    """Print a new card; an earlier one opens nothing any more."""
    form = KeyCardForm()
    try:
        form.value()
        content = key_cards.make(resident, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_key_card(resident, form, 422)
    headers = {"Content-Disposition": 'attachment; filename="the-ma.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _show_key_card(resident: Resident, form: Form, status: int = 200) -> Response:
    return show(
        "desk/key_card.html",
        status=status,
        resident=resident,
        person=line_of(resident),
        form=form,
    )

"""The representatives of one resident: who acts, a new one, and an end."""

from uuid import UUID

from flask import Response, abort, flash
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import Resident, about_resident
from portal.desk.blueprint import blueprint, go
from portal.desk.namings import asking, ending, queries
from portal.desk.namings.forms import ChildNamingForm, EndForm, NamingForm
from portal.desk.namings.page import current_of, planned
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.representation.lines import RepresentationLine
from portal.representation.rules import is_minor
from portal.resets.counter.person_line import line_of
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/people/<uuid:person_id>/representatives")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.REPRESENT_AT_COUNTER)
def representatives(resident: Resident) -> ResponseReturnValue:
    """Show who acts for a person, and the one form by which somebody is named."""
    return _show(resident, _form(resident)(formdata=None).offer())


@blueprint.post("/people/<uuid:person_id>/representatives")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.REPRESENT_AT_COUNTER)
def name_representative(resident: Resident) -> ResponseReturnValue:
    """Take a wish down; the person's second yes begins it."""
    form = _form(resident)().offer()
    try:
        naming_id = asking.ask(resident, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(resident, form, 422)
    return go("desk.naming", naming_id=naming_id)


@blueprint.get("/people/<uuid:person_id>/representatives/<uuid:representation_id>/end")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.REPRESENT_AT_COUNTER)
def end_representative(resident: Resident, representation_id: UUID) -> ResponseReturnValue:
    """Ask on whose word it ends."""
    line = _current(resident, representation_id)
    return _show_end(resident, line, EndForm(formdata=None).offer())


@blueprint.post("/people/<uuid:person_id>/representatives/<uuid:representation_id>/end")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.REPRESENT_AT_COUNTER)
def send_end(resident: Resident, representation_id: UUID) -> ResponseReturnValue:
    """End it at once; sent twice it is one end."""
    line = _current(resident, representation_id)
    form = EndForm().offer()
    try:
        who, document = form.value()
        ending.end(line, who, document, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_end(resident, line, form, 422)
    flash(_("The representation has ended. Both are told by SMS"))
    return go("desk.representatives", person_id=resident.id)


def _form(resident: Resident) -> type[NamingForm] | type[ChildNamingForm]:
    return ChildNamingForm if is_minor(resident.born, clock.today()) else NamingForm


def _current(resident: Resident, representation_id: UUID) -> RepresentationLine:
    line = ending.current(resident, representation_id)
    if line is None:
        abort(404)
    return line


def _show(resident: Resident, form: NamingForm | ChildNamingForm, status: int = 200) -> Response:
    of_a_child = isinstance(form, ChildNamingForm)
    return show(
        "desk/representatives.html",
        status=status,
        resident=resident,
        person=line_of(resident),
        form=form,
        of_a_child=of_a_child,
        current=current_of(resident),
        waiting=queries.waiting_of(resident.id, resident.commune, clock.now()),
        stops=planned(current_staff(), of_a_child=of_a_child),
    )


def _show_end(
    resident: Resident, line: RepresentationLine, form: EndForm, status: int = 200
) -> Response:
    return show(
        "desk/end_representative.html",
        status=status,
        resident=resident,
        person=line_of(resident),
        line=line,
        form=form,
    )

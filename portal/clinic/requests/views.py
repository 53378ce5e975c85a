"""Asking to see a record, and typing the code a patient gives for it."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, abort, flash
from flask.typing import ResponseReturnValue

from portal.clinic.blueprint import blueprint, go
from portal.clinic.codes import grants as code_grants
from portal.clinic.codes.forms import CodeForm
from portal.clinic.naming import note_named
from portal.clinic.requests import asking, owners, proposals
from portal.clinic.requests.asking import Way
from portal.clinic.requests.page import OwnRequest, own_request, page_of
from portal.clinic.search.forms import AskForm
from portal.clinic.search.page import page_of as search_page_of
from portal.clinic.search.views import show_page
from portal.consents import requests
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

ASK = "/search/<uuid:search_id>/people/<uuid:chosen_id>/ask"


@blueprint.post(ASK)
@staff_page(Role.CLINICIAN)
def ask(search_id: UUID, chosen_id: UUID) -> ResponseReturnValue:
    """Send a request to the patient's phone."""
    return _ask(search_id, chosen_id, Way.PHONE)


@blueprint.post(f"{ASK}/aloud")
@staff_page(Role.CLINICIAN)
def ask_aloud(search_id: UUID, chosen_id: UUID) -> ResponseReturnValue:
    """Send a code to the patient's phone that they read out."""
    return _ask(search_id, chosen_id, Way.READ_ALOUD)


@blueprint.post(f"{ASK}/card")
@staff_page(Role.CLINICIAN)
def ask_card(search_id: UUID, chosen_id: UUID) -> ResponseReturnValue:
    """Ask for a code of the patient's paper card."""
    return _ask(search_id, chosen_id, Way.KEY_CARD)


@blueprint.post(f"{ASK}/witness")
@staff_page(Role.CLINICIAN)
def ask_witness(search_id: UUID, chosen_id: UUID) -> ResponseReturnValue:
    """Ask a colleague to hear the patient's yes."""
    return _ask(search_id, chosen_id, Way.WITNESS)


def _ask(search_id: UUID, chosen_id: UUID, way: Way) -> ResponseReturnValue:
    """Ask about a person of a running search of one's own; anybody else is not found."""
    staff = current_staff()
    page = search_page_of(search_id, staff, chosen_id)
    if page is None:
        return go("clinic.search")
    person = owners.named(chosen_id) if page.chosen else None
    if person is None:
        abort(404)
    form = AskForm().offer()
    try:
        request_id = asking.ask(person, form, way, by=staff)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show_page(page, form, 422)
    return go("clinic.own_request", request_id=request_id)


@blueprint.get("/requests/<uuid:request_id>", endpoint="own_request")
@staff_page(Role.CLINICIAN)
def show_request(request_id: UUID) -> ResponseReturnValue:
    """Show where one's own request stands."""
    own = _own(request_id)
    note_named(own.line.person_id, by=current_staff())
    return _show(own, CodeForm(formdata=None))


@blueprint.post("/requests/<uuid:request_id>/aloud")
@staff_page(Role.CLINICIAN)
def type_aloud_code(request_id: UUID) -> ResponseReturnValue:
    """Open the record by the code the patient read out."""
    return _open(_own(request_id), Way.READ_ALOUD, code_grants.read_aloud)


@blueprint.post("/requests/<uuid:request_id>/card")
@staff_page(Role.CLINICIAN)
def type_card_code(request_id: UUID) -> ResponseReturnValue:
    """Open the record by a code of the patient's card."""
    return _open(_own(request_id), Way.KEY_CARD, code_grants.key_card)


@blueprint.post("/requests/<uuid:request_id>/withdraw")
@staff_page(Role.CLINICIAN)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take one's own request back."""
    own = _own(request_id)
    if requests.withdraw(own.line.id, by=current_staff()):
        flash(_("The request was withdrawn"))
    return go("clinic.search")


def _open(own: OwnRequest, way: Way, grant: Callable[..., None]) -> ResponseReturnValue:
    form = CodeForm()
    if own.way is not way or not own.is_waiting:
        return go("clinic.own_request", request_id=own.line.id)
    note_named(own.line.person_id, by=current_staff())
    assented = bool(form.child_assented.data)
    try:
        code = form.value()
        fingerprint = form.fingerprint.data or ""
        proposals.check(own.proposal, fingerprint, child_assented=assented)
        grant(own.line, own.proposal, code, child_assented=assented, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(own, form, 422)
    return go("clinic.record", person_id=own.line.person_id)


def _own(request_id: UUID) -> OwnRequest:
    return own_request(request_id, current_staff()) or abort(404)


def _show(own: OwnRequest, form: CodeForm, status: int = 200) -> Response:
    page = page_of(own)
    return show("clinic/request.html", status=status, form=form, page=page)

"""Finding a patient: what was typed travels in a form, never in an address."""

from uuid import UUID

from flask import Response, abort
from flask.typing import ResponseReturnValue

from portal.access.patients import Patient, about_patient
from portal.access.policy import Permission
from portal.clinic.blueprint import blueprint, go
from portal.clinic.requests import asking
from portal.clinic.search.forms import AskForm
from portal.clinic.search.page import SearchPage, page_of
from portal.finding import services as search_services
from portal.finding.forms import SearchForm
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff


@blueprint.get("/")
@staff_page(Role.CLINICIAN)
def search() -> ResponseReturnValue:
    """Show the empty search."""
    return _show_empty(SearchForm(formdata=None))


@blueprint.post("/search")
@staff_page(Role.CLINICIAN)
def begin_search() -> ResponseReturnValue:
    """Write the search down and show what it finds."""
    form = SearchForm()
    try:
        search_id = search_services.begin(form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_empty(form, 422)
    return go("clinic.results", search_id=search_id)


@blueprint.get("/search/<uuid:search_id>")
@staff_page(Role.CLINICIAN)
def results(search_id: UUID) -> ResponseReturnValue:
    """Show whom a search found; one that is over begins anew."""
    page = page_of(search_id, current_staff())
    return show_page(page) if page else go("clinic.search")


@blueprint.get("/search/<uuid:search_id>/people/<uuid:chosen_id>")
@staff_page(Role.CLINICIAN)
def choose(search_id: UUID, chosen_id: UUID) -> ResponseReturnValue:
    """Show what may be asked about one of those found."""
    page = page_of(search_id, current_staff(), chosen_id)
    if page is None:
        return go("clinic.search")
    if page.chosen is None:
        abort(404)
    return show_page(page, AskForm(formdata=None).offer())


@blueprint.post("/patients/<uuid:person_id>/more")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD)
def ask_for_more(patient: Patient) -> ResponseReturnValue:
    """Ask for more of a record that is open already."""
    search_id = search_services.begin_at(patient.id, by=current_staff())
    return go("clinic.choose", search_id=search_id, chosen_id=patient.id)


def show_page(page: SearchPage, ask: AskForm | None = None, status: int = 200) -> Response:
    """Show results, with the panel of the chosen person beside them."""
    form = SearchForm(formdata=None)
    form.query.data = page.query
    return show(
        "clinic/search.html",
        status=status,
        search_form=form,
        page=page,
        ask=ask,
        phone=asking.phone_tail(page.chosen.id) if page.chosen else None,
    )


def _show_empty(form: SearchForm, status: int = 200) -> Response:
    return show(
        "clinic/search.html", status=status, search_form=form, page=None, ask=None, phone=None
    )

"""Finding a resident: what was typed travels in a form, never in an address."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from portal.audit.events import Event
from portal.desk.blueprint import blueprint, go
from portal.desk.search_page import SearchPage, page_of
from portal.finding import services as search_services
from portal.finding.forms import SearchForm
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/")
@staff_page(*AT_THE_DESK)
def search() -> ResponseReturnValue:
    """Show the empty search."""
    return _show(SearchForm(formdata=None))


@blueprint.post("/search")
@staff_page(*AT_THE_DESK)
def begin_search() -> ResponseReturnValue:
    """Write the search down and show whom it finds."""
    form = SearchForm()
    try:
        search_id = search_services.begin(
            form.value(), by=current_staff(), event=Event.RESIDENT_SEARCHED
        )
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(form, status=422)
    return go("desk.results", search_id=search_id)


@blueprint.get("/search/<uuid:search_id>")
@staff_page(*AT_THE_DESK)
def results(search_id: UUID) -> ResponseReturnValue:
    """Show whom a search found; one that is over begins anew."""
    page = page_of(search_id, current_staff())
    if page is None:
        return go("desk.search")
    form = SearchForm(formdata=None)
    form.query.data = page.query
    return _show(form, page)


def _show(form: SearchForm, page: SearchPage | None = None, *, status: int = 200) -> Response:
    return show("desk/search.html", status=status, search_form=form, page=page)

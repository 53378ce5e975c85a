"""Finding a patient: what was typed travels in a form, never in an address."""

from flask.typing import ResponseReturnValue

from portal.clinic.blueprint import blueprint
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import Role


@blueprint.get("/")
@staff_page(Role.CLINICIAN)
def search() -> ResponseReturnValue:
    """Show the empty search."""
    return show("clinic/search.html")

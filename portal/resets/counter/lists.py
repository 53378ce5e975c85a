"""The resets of the commune, and where a new one begins."""

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import pages
from portal.resets.blueprint import blueprint
from portal.resets.counter.rows import rows_of
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

SEARCH = "desk.search"  # a page of the desk above


@blueprint.get("/desk/resets")
@staff_page(*AT_THE_DESK)
def resets() -> ResponseReturnValue:
    """List what is under way, and what ended lately."""
    rows = rows_of(current_staff().commune)
    return pages.show(
        "resets/resets.html",
        running=[row for row in rows if row.is_running],
        ended=[row for row in rows if not row.is_running],
        search_url=url_for(SEARCH) if SEARCH in current_app.view_functions else "",
    )

"""The one queue: what waits for a member's word, and what waits for a colleague's."""

from flask.typing import ResponseReturnValue

from portal.kernel import clock, pages
from portal.oversight.views.blueprint import blueprint
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff
from portal.staff.waiting import queue_of


@blueprint.get("/waiting")
@staff_page(Role.STATION_STAFF, Role.STATION_HEAD, Role.AUDITOR)
def waiting() -> ResponseReturnValue:
    """List what runs out first first; what a member asked for stands apart."""
    queue = queue_of(current_staff())
    return pages.show(
        "oversight/waiting.html",
        mine=[each for each in queue if each.may_decide],
        others=[each for each in queue if not each.may_decide],
        now=clock.now(),
    )

"""The counts of emergency openings, month by month."""

from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import current_resident
from portal.kernel import clock, pages
from portal.oversight import counts as counting
from portal.oversight.views.blueprint import blueprint
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff


@blueprint.get("/counts")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
def counts() -> ResponseReturnValue:
    """Show the months of the facility, for an auditor those of all facilities together."""
    staff, now = current_staff(), clock.now()
    if Role.AUDITOR in staff.roles:
        months, where = counting.everywhere(now), None
    else:
        months, where = counting.of_facility(staff.facility_code, now), staff.facility_name
    return pages.show("oversight/counts.html", months=months, where=where)


@blueprint.get("/openings")
def openings() -> ResponseReturnValue:
    """Tell residents how often it happens and what becomes of it; no record, no name."""
    current_resident()
    year = counting.together(counting.everywhere(clock.now()))
    return pages.show("oversight/openings.html", year=year)

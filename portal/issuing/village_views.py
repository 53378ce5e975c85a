"""Figures by village, and the names of one village for who answers for it."""

from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.issuing import village_counts, village_lists
from portal.issuing.blueprint import blueprint
from portal.kernel import pages
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK, OF_A_VILLAGE
from portal.staff.signed_in import current_staff


@blueprint.get("/villages")
@staff_page(*AT_THE_DESK, *OF_A_VILLAGE)
def villages() -> ResponseReturnValue:
    """Show how far accounts are, village by village; figures only."""
    staff = current_staff()
    counts = village_counts.counts_for(staff)
    people, opened, active = village_counts.together(counts)
    return pages.show(
        "issuing/villages.html",
        villages=counts,
        people=people,
        opened=opened,
        active=active,
        takes_files=bool(AT_THE_DESK & staff.roles),
    )


@blueprint.get("/villages/<uuid:village_id>")
@staff_page(*AT_THE_DESK, *OF_A_VILLAGE)
def village(village_id: UUID) -> ResponseReturnValue:
    """Show the households of one village; another one's is not found."""
    found = village_lists.village_list(village_id, current_staff(), _beside())
    if found is None:
        abort(404)
    return pages.show("issuing/village.html", village=found)


def _beside() -> village_lists.Beside | None:
    behind, in_front = request.args.get("after", type=UUID), request.args.get("before", type=UUID)
    household_id = behind or in_front
    if household_id is None:
        return None
    return village_lists.Beside(household_id=household_id, is_behind=behind is not None)

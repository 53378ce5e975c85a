"""What is open to oneself now, and what one did."""

from datetime import UTC, datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.clinic import open_list
from portal.clinic.blueprint import blueprint
from portal.clinic.own_lines import Place, own_days
from portal.kernel import clock
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

LARGEST_SEQ = 2**62


@blueprint.get("/open")
@staff_page(Role.CLINICIAN)
def open_records() -> ResponseReturnValue:
    """List the records that are open now, with the time that is left."""
    return show("clinic/open.html", rows=open_list.open_records(current_staff(), clock.now()))


@blueprint.get("/log")
@staff_page(Role.CLINICIAN)
def own_log() -> ResponseReturnValue:
    """List one's own lines by day; anything odd in the address is the beginning."""
    days, older = own_days(current_staff(), _place())
    return show(
        "clinic/own_log.html",
        days=days,
        older_url=url_for("clinic.own_log", at=older[0].isoformat(), id=older[1])
        if older
        else None,
    )


def _place() -> Place | None:
    try:
        at, seq = datetime.fromisoformat(request.args["at"]), int(request.args["id"])
        return (at.astimezone(UTC), seq) if at.tzinfo and 0 < seq < LARGEST_SEQ else None
    except (KeyError, ValueError, OverflowError):
        return None

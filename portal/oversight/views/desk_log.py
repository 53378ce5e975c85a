"""Searches and openings at the counter, by member and day, for the head of the station."""

from uuid import UUID

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import months, pages
from portal.oversight import desk_log as looks
from portal.oversight import report_queries, words
from portal.oversight.lines import PAGE_LINES
from portal.oversight.views.blueprint import blueprint
from portal.oversight.views.typed import typed_month, typed_seq
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff


@blueprint.get("/desk-log")
@staff_page(Role.STATION_HEAD)
def desk_log() -> ResponseReturnValue:
    """Count who searched and opened how often, and name the days that stand out."""
    month = typed_month()
    return pages.show(
        "oversight/desk_log.html",
        month=month,
        months=months.offered(),
        log=looks.log_of(current_staff(), month),
    )


@blueprint.get("/desk-log/<uuid:staff_id>")
@staff_page(Role.STATION_HEAD)
def desk_log_of(staff_id: UUID) -> ResponseReturnValue:
    """Show the looks of one member of the own station, residents by name."""
    head, month = current_staff(), typed_month()
    who = looks.names_of(head).get(staff_id) or abort(404)
    trail.note(Line(event=Event.STAFF_SEEN, by=head.actor, object_ref=f"staff:{staff_id}"))
    seen = looks.lines_of(staff_id, month, typed_seq())
    page = seen[:PAGE_LINES]
    names = report_queries.people_names({line.person_id for line in page if line.person_id})
    older = page[-1].seq if len(seen) > PAGE_LINES else None
    return pages.show(
        "oversight/desk_log_of.html",
        month=month,
        who=who,
        lines=[
            words.shown(one, names.get(one.person_id, "") if one.person_id else "") for one in page
        ],
        older_url=url_for(".desk_log_of", staff_id=staff_id, month=month.code, before=older)
        if older
        else None,
    )

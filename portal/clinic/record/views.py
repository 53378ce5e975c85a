"""A record that is open to a clinician, and one visit of it."""

from datetime import UTC, datetime
from uuid import UUID

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.patients import Patient, about_patient, admit_patient
from portal.access.policy import Permission
from portal.clinic.blueprint import blueprint, go
from portal.clinic.record.page import page_of
from portal.kernel.i18n import current_language
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.visits import list_page, queries, visit_page
from portal.visits.parts import parts_of
from portal.visits.result_page import Patient as Judged

READ = (
    Permission.SEE_VISITS,
    Permission.SEE_MEASUREMENTS,
    Permission.SEE_MEDICINES,
    Permission.SEE_RESULTS,
    Permission.SEE_DOSES,
    Permission.SEE_HISTORY,
    Permission.SEE_FAMILY_HISTORY,
)


@blueprint.get("/patients/<uuid:person_id>")
@staff_page(Role.CLINICIAN)
@about_patient(*READ)
def record(patient: Patient) -> ResponseReturnValue:
    """Show every part that is open, and name the others."""
    return show("clinic/record.html", patient=patient, page=page_of(patient))


@blueprint.get("/patients/<uuid:person_id>/visits")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.SEE_VISITS)
def all_visits(patient: Patient) -> ResponseReturnValue:
    """List every visit in sight, newest first, a page at a time."""
    rows, more = queries.visits_of(patient.id, sight=patient.sight, before=_place())
    last = rows[-1] if rows else None
    return show(
        "clinic/all_visits.html",
        patient=patient,
        rows=[list_page.row_of(row, current_language()) for row in rows],
        older_url=url_for(
            "clinic.all_visits", person_id=patient.id, at=last.started_at.isoformat(), id=last.id
        )
        if more and last
        else None,
    )


def _place() -> tuple[datetime, UUID] | None:
    """Read the place of a list from the address; anything odd is the beginning."""
    try:
        at, place = datetime.fromisoformat(request.args["at"]), UUID(request.args["id"])
        return (at.astimezone(UTC), place) if at.tzinfo else None
    except (KeyError, ValueError, OverflowError):
        return None


@blueprint.get("/visits/<uuid:encounter_id>")
@staff_page(Role.CLINICIAN)
def visit(encounter_id: UUID) -> ResponseReturnValue:
    """Show one visit; an older version leads to the newest.

    Medicines and results are parts of their own: of a visit they are shown where they are open.
    """
    head = queries.head_of(encounter_id)
    if head is None:
        abort(403)
    patient = admit_patient(
        head.person_id,
        (Permission.SEE_VISITS, Permission.SEE_MEDICINES, Permission.SEE_RESULTS),
        object_ref=f"encounter:{head.id}",
        classes=head.classes,
        needs=Permission.SEE_VISITS,
    )
    if head.replaced_at is not None:
        newest = queries.newest_version(head, sight=patient.sight)
        return go("clinic.visit", encounter_id=newest) if newest else abort(403)
    parts = parts_of(head.id, sight=patient.sight)
    if not patient.may(Permission.SEE_MEDICINES):
        parts.medicines.clear()
    if not patient.may(Permission.SEE_RESULTS):
        parts.results.clear()
    page = visit_page.page_of(head, parts, Judged(patient.born, patient.sex), {})
    return show("clinic/visit.html", patient=patient, visit=page)

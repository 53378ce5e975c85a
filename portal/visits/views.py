"""Visits, one visit, and results over time."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person, admit, refuse_part
from portal.access.policy import Permission
from portal.kernel import pages
from portal.kernel.i18n import current_language
from portal.people.kinds import Sensitivity
from portal.visits import list_page, queries, results, visit_page
from portal.visits.parts import Parts, parts_of
from portal.visits.queries import VisitHead
from portal.visits.result_page import Patient, Written, values_before

blueprint = Blueprint("visits", __name__)


@blueprint.get("/people/<uuid:person_id>/visits")
@about_person(Permission.SEE_VISITS)
def visits(subject: Subject) -> ResponseReturnValue:
    """List visits, newest first, a page at a time."""
    rows, more = queries.visits_of(
        subject.id, sensitive_shown=subject.sensitive_shown, before=_before()
    )
    return pages.show(
        "visits/visits.html",
        subject=subject,
        rows=[list_page.row_of(row, current_language()) for row in rows],
        older_url=_older(subject, rows[-1]) if more else None,
        is_first=_before() is None,
    )


@blueprint.get("/visits/<uuid:encounter_id>")
def visit(encounter_id: UUID) -> ResponseReturnValue:
    """Show one visit; an older version leads to the newest."""
    head = queries.head_of(encounter_id)
    if head is None:
        abort(404)
    reference = f"encounter:{head.id}"
    subject = admit(head.person_id, Permission.SEE_VISITS, object_ref=reference)
    if head.sensitivity is not Sensitivity.NONE and not subject.sensitive_shown:
        refuse_part(subject, Permission.SEE_VISITS, object_ref=reference)
    if head.replaced_at is not None:
        newest = queries.newest_version(head)
        return redirect(url_for(".visit", encounter_id=newest), 303) if newest else abort(404)
    parts = parts_of(head.id, sensitive_shown=subject.sensitive_shown)
    patient = Patient(subject.born, subject.sex)
    return pages.show(
        "visits/visit.html",
        subject=subject,
        visit=visit_page.page_of(head, parts, patient, _values_before(subject, head, parts)),
        visit_ref=f"visit:{head.id}",
    )


@blueprint.get("/people/<uuid:person_id>/results")
@about_person(Permission.SEE_VISITS)
def results_page(subject: Subject) -> ResponseReturnValue:
    """Show the newest value of every test."""
    rows = results.results_of(subject.id, sensitive_shown=subject.sensitive_shown)
    patient = Patient(subject.born, subject.sex)
    return pages.show(
        "visits/results.html", subject=subject, tests=list_page.tests_of(rows, patient)
    )


def _values_before(subject: Subject, head: VisitHead, parts: Parts) -> dict[int, str]:
    tests = {part.test_code for part in parts.results if part.test_code}
    if not tests:
        return {}
    rows = results.results_of_tests(subject.id, tests, sensitive_shown=subject.sensitive_shown)
    return values_before(
        [Written(**row.as_written) for row in rows if row.resulted_at <= _end(head, parts)]
    )


def _end(head: VisitHead, parts: Parts) -> datetime:
    return max(
        (part.resulted_at or head.started_at for part in parts.results), default=head.started_at
    )


def _before() -> tuple[datetime, UUID] | None:
    """Read the place of the list from the address; anything odd is the beginning."""
    try:
        at = datetime.fromisoformat(request.args["at"])
        before = UUID(request.args["id"])
        return (at.astimezone(UTC), before) if at.tzinfo else None
    except (KeyError, ValueError, OverflowError):
        return None


def _older(subject: Subject, last: queries.VisitRow) -> str:
    return url_for(".visits", person_id=subject.id, at=last.started_at.isoformat(), id=last.id)

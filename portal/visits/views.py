"""Visits, one visit, and results over time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person, admit
from portal.access.policy import Permission
from portal.accounts.signed_in import current_resident
from portal.kernel import clock, pages
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.visits import keeping, kept, list_page, queries, results, visit_page
from portal.visits.parts import Parts, parts_of
from portal.visits.queries import VisitHead, VisitRow
from portal.visits.result_page import Patient, Written, values_before
from portal.visits.results import ResultRow

Key = TypeVar("Key", UUID, int)
LARGEST_ID = 2**31
_WANTED = {"hidden": True, "shown": False}
blueprint = Blueprint("visits", __name__)


@blueprint.get("/people/<uuid:person_id>/visits")
@about_person(Permission.SEE_VISITS)
def visits(subject: Subject) -> ResponseReturnValue:
    """List visits, newest first, a page at a time."""
    before = _place(UUID)
    rows, more = queries.visits_of(subject.id, sight=subject.sight, before=before)
    return pages.show(
        "visits/visits.html",
        subject=subject,
        rows=[list_page.row_of(row, current_language()) for row in rows],
        older_url=_older(subject, rows[-1]) if more else None,
        is_first=before is None,
    )


@blueprint.get("/visits/<uuid:encounter_id>")
def visit(encounter_id: UUID) -> ResponseReturnValue:
    """Show one visit; an older version leads to the newest."""
    head = queries.head_of(encounter_id)
    if head is None:
        abort(404)
    reference = f"encounter:{head.id}"
    subject = admit(
        head.person_id,
        Permission.SEE_VISITS,
        object_ref=reference,
        sensitive=head.is_kept,
        classes=head.classes,
    )
    if head.replaced_at is not None:
        newest = queries.newest_version(head, sight=subject.sight)
        return redirect(url_for(".visit", encounter_id=newest), 303) if newest else abort(404)
    parts = parts_of(head.id, sight=subject.sight)
    patient = Patient(subject.born, subject.sex)
    return pages.show(
        "visits/visit.html",
        subject=subject,
        visit=visit_page.page_of(head, parts, patient, _values_before(subject, head, parts)),
        visit_ref=f"visit:{head.id}",
        keeping=keeping.keeping_of(head, subject, clock.today()),
    )


@blueprint.post("/visits/<uuid:encounter_id>/household")
def keep_visit(encounter_id: UUID) -> ResponseReturnValue:
    """Hide a visit from the household, or show it again, as the person alone may.

    The look is written as one at the visits: representatives read the lines of looks, and
    none may tell them that something was hidden.
    """
    head = queries.head_of(encounter_id)
    wanted = _WANTED.get(request.form.get("wanted", ""))
    if head is None or wanted is None:
        abort(404)
    reference = f"encounter:{head.id}"
    subject = admit(
        head.person_id,
        Permission.SEE_VISITS,
        object_ref=reference,
        sensitive=head.is_kept,
        classes=head.classes,
    )
    if not keeping.may_keep(subject, clock.today()):
        abort(404)
    if kept.keep_visit(head, kept=wanted, by=current_resident()):
        flash(_("Hidden from the household") if wanted else _("Shown to the household again"))
    return redirect(url_for(".visit", encounter_id=head.id), 303)


@blueprint.get("/people/<uuid:person_id>/results")
@about_person(Permission.SEE_VISITS)
def results_page(subject: Subject) -> ResponseReturnValue:
    """Show the newest value of every test, a page at a time."""
    before = _place(_row_id)
    tests, more = results.values_by_test(subject.id, sight=subject.sight, before=before)
    patient = Patient(subject.born, subject.sex)
    return pages.show(
        "visits/results.html",
        subject=subject,
        tests=[list_page.line_of(test, patient) for test in tests],
        older_url=_older_tests(subject, tests[-1][0]) if more else None,
        is_first=before is None,
    )


def _values_before(subject: Subject, head: VisitHead, parts: Parts) -> dict[int, str]:
    tests = {part.test_code for part in parts.results if part.test_code}
    if not tests:
        return {}
    rows = results.results_of_tests(subject.id, tests, sight=subject.sight)
    return values_before(
        [Written(**row.as_written) for row in rows if row.resulted_at <= _end(head, parts)]
    )


def _end(head: VisitHead, parts: Parts) -> datetime:
    return max(
        (part.resulted_at or head.started_at for part in parts.results), default=head.started_at
    )


def _place(read: Callable[[str], Key]) -> tuple[datetime, Key] | None:
    """Read the place of a list from the address; anything odd is the beginning."""
    try:
        at = datetime.fromisoformat(request.args["at"])
        place = read(request.args["id"])
        return (at.astimezone(UTC), place) if at.tzinfo else None
    except (KeyError, ValueError, OverflowError):
        return None


def _row_id(text: str) -> int:
    number = int(text)
    if not 0 < number < LARGEST_ID:
        raise ValueError(text)
    return number


def _older(subject: Subject, last: VisitRow) -> str:
    return url_for(".visits", person_id=subject.id, at=last.started_at.isoformat(), id=last.id)


def _older_tests(subject: Subject, last: ResultRow) -> str:
    return url_for(
        ".results_page", person_id=subject.id, at=last.resulted_at.isoformat(), id=last.id
    )

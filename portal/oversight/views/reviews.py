"""The queue of emergency openings, and the verdict on one."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.emergency import queries
from portal.emergency.models import Verdict
from portal.emergency.queries import OpeningLine
from portal.emergency.reviews import may_review
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.oversight import lines, words
from portal.oversight.forms import ReviewForm
from portal.oversight.openings import shown
from portal.oversight.reviewing import judge
from portal.oversight.views.blueprint import blueprint
from portal.oversight.waiting import to_review
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff, current_staff


@blueprint.get("/reviews")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
def reviews() -> ResponseReturnValue:
    """List what waits, the most urgent first; what is late is red."""
    staff = current_staff()
    is_head = Role.STATION_HEAD in staff.roles
    judged = queries.reviewed(staff.facility_code) if is_head else ()
    return pages.show(
        "oversight/reviews.html",
        waiting=[shown(opening, staff) for opening in to_review(staff)],
        judged=[shown(opening, staff) for opening in judged],
    )


@blueprint.get("/reviews/<uuid:opening_id>")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff
def review(opening_id: UUID) -> ResponseReturnValue:
    """Show one opening: who, whose, why, and what was looked at."""
    opening = _opening(opening_id, current_staff())
    return _show(opening, ReviewForm(formdata=None))


@blueprint.post("/reviews/<uuid:opening_id>")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff_for("oversight.review")
def send_review(opening_id: UUID) -> ResponseReturnValue:
    """Keep the verdict; the resident is told."""
    staff = current_staff()
    opening = _opening(opening_id, staff)
    form = ReviewForm()
    try:
        case = judge(opening, form.value(), by=staff)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(opening, form, status=422)
    said = _("The review is kept. The resident is told.")
    if case is not None:
        said = _("The review is kept. Case %(number)s is opened.", number=case.quoted_number)
    flash(said)
    return redirect(url_for(".reviews"), 303)


def _opening(opening_id: UUID, staff: SignedInStaff) -> OpeningLine:
    """Return an opening this member may read, with the line that says so; else 404."""
    opening = queries.opening(opening_id)
    if opening is None or not _may_read(opening, staff):
        abort(404)
    trail.note(
        Line(
            event=Event.STAFF_SEEN,
            about=opening.person_id,
            by=staff.actor,
            basis=Basis.EMERGENCY,
            section="emergency",
            object_ref=f"emergency:{opening.id}",
        )
    )
    return opening


def _may_read(opening: OpeningLine, staff: SignedInStaff) -> bool:
    """Heads read those of their facility; auditors what only they can judge, or the bad ones."""
    if Role.STATION_HEAD in staff.roles and staff.facility_code == opening.facility_code:
        return True
    is_auditor = Role.AUDITOR in staff.roles
    return is_auditor and (
        opening.verdict is Verdict.NOT_JUSTIFIED or may_review(opening, by=staff)
    )


def _show(opening: OpeningLine, form: ReviewForm, status: int = 200) -> ResponseReturnValue:
    staff = current_staff()
    seen = lines.under_ground(opening.person_id, f"emergency:{opening.id}")
    return pages.show(
        "oversight/review.html",
        status=status,
        opening=shown(opening, staff),
        lines=[words.shown(line) for line in seen],
        form=form,
        is_open=opening.reviewed_at is None and may_review(opening, by=staff),
    )

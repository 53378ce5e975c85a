"""Cases a resident has opened about a look or a visit, and answering one."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.cases import moving, queries, rules
from portal.cases.models import CaseState
from portal.cases.presentation import TONES
from portal.cases.queries import CaseDetail
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.oversight import case_queries, words
from portal.oversight.forms import AnswerForm
from portal.oversight.matters import Matter, matter_of
from portal.oversight.views.blueprint import blueprint
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff, current_staff


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """A case this member of staff may read, and what it is about."""

    case: CaseDetail
    matter: Matter


@blueprint.get("/cases")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
def cases() -> ResponseReturnValue:
    """List the cases of the facility, for an auditor those of all, late ones first."""
    staff = current_staff()
    if Role.AUDITOR in staff.roles:
        found = case_queries.everywhere()
    else:
        found = case_queries.of_facility(staff.facility_code)
    return pages.show("oversight/cases.html", cases=found, tones=TONES, today=clock.today())


@blueprint.get("/cases/<uuid:case_id>")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff
def case(case_id: UUID) -> ResponseReturnValue:
    """Show one case: what the resident wrote, and what the log says; no clinical value."""
    return _show(_admit(case_id), AnswerForm(formdata=None))


@blueprint.post("/cases/<uuid:case_id>/looking")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff_for("oversight.case")
def start_looking(case_id: UUID) -> ResponseReturnValue:
    """Say that somebody is looking into it."""
    admitted = _admit(case_id)
    try:
        moving.start_looking(admitted.case, accused=admitted.matter.accused, by=current_staff())
    except RuleBroken as refusal:
        form = AnswerForm(formdata=None)
        form.refuse(refusal)
        return _show(admitted, form, status=422)
    return redirect(url_for(".case", case_id=case_id), 303)


@blueprint.post("/cases/<uuid:case_id>")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff_for("oversight.case")
def answer(case_id: UUID) -> ResponseReturnValue:
    """Answer the resident, who is told by SMS."""
    admitted, form = _admit(case_id), AnswerForm()
    try:
        text = form.value()
        moving.answer(admitted.case, text, accused=admitted.matter.accused, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(admitted, form, status=422)
    flash(_("Case %(number)s is answered", number=admitted.case.number))
    return redirect(url_for(".cases"), 303)


def _admit(case_id: UUID) -> Admitted:
    """Return a case that concerns this member, with the line that says who read it; else 404."""
    staff, found = current_staff(), queries.case(case_id)
    if found is None or found.kind not in case_queries.WATCHED or not _concerns(found, staff):
        abort(404)
    trail.note(
        Line(
            event=Event.STAFF_SEEN,
            about=found.person_id,
            by=staff.actor,
            section="dispute",
            object_ref=f"case:{found.id}",
        )
    )
    return Admitted(case=found, matter=matter_of(found))


def _concerns(found: CaseDetail, staff: SignedInStaff) -> bool:
    if Role.AUDITOR in staff.roles:
        return True
    return case_queries.concerns(found.id, staff.facility_code)


def _show(admitted: Admitted, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    found, staff = admitted.case, current_staff()
    is_own = rules.answers_about_themselves(
        staff.staff_id, staff.person_id, accused=admitted.matter.accused, person_id=found.person_id
    )
    return pages.show(
        "oversight/case.html",
        status=status,
        case=found,
        patient=case_queries.name_of(found.person_id),
        tone=TONES[found.state],
        is_late=found.state is not CaseState.ANSWERED and found.due_on < clock.today(),
        is_received=found.state is CaseState.RECEIVED,
        is_open=found.state is not CaseState.ANSWERED and not is_own,
        is_own=is_own,
        matter=admitted.matter,
        lines=[words.shown(line) for line in admitted.matter.lines],
        form=form,
    )

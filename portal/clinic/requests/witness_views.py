"""A second member of staff hears the patient's yes, or no, to a colleague's request."""

from uuid import UUID

from flask import Response, abort, flash
from flask.typing import ResponseReturnValue

from portal.clinic.blueprint import blueprint, go
from portal.clinic.codes.forms import WitnessForm
from portal.clinic.naming import note_named
from portal.clinic.requests import owners, proposals
from portal.clinic.requests.proposals import Proposal
from portal.consents import request_queries, requests
from portal.consents.kinds import Channel, GrantedAs
from portal.consents.queries import is_blocked
from portal.consents.request_models import Answer
from portal.consents.request_queries import RequestLine
from portal.consents.services import Yes
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.sharing import words
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

WITNESSES = (Role.CLINICIAN, Role.STATION_STAFF, Role.STATION_HEAD)


@blueprint.get("/witness")
@staff_page(*WITNESSES)
def witness() -> ResponseReturnValue:
    """List the requests of colleagues that wait for a witness."""
    staff = current_staff()
    lines = request_queries.to_witness(staff.staff_id, staff.facility_code, clock.now())
    note_named(*(line.person_id for line in lines), by=staff)
    return show(
        "clinic/witness.html",
        rows=[
            (line.id, line.person_name, words.with_title(line.staff_title, line.staff_name),
             words.when(line.asked_at))
            for line in lines
        ],
    )  # fmt: skip


@blueprint.get("/witness/<uuid:request_id>")
@staff_page(*WITNESSES)
@require_fresh_staff
def hear(request_id: UUID) -> ResponseReturnValue:
    """Show what to read to the patient, word for word."""
    line, proposal = _to_hear(request_id)
    return _show(line, proposal, WitnessForm(formdata=None))


@blueprint.post("/witness/<uuid:request_id>")
@staff_page(*WITNESSES)
@require_fresh_staff_for("clinic.hear")
def hear_yes(request_id: UUID) -> ResponseReturnValue:
    """Write down the yes that was heard."""
    (line, proposal), form = _to_hear(request_id), WitnessForm()
    try:
        _agree(line, proposal, form)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(line, proposal, form, 422)
    flash(_("The yes was written down"))
    return go("clinic.witness")


@blueprint.post("/witness/<uuid:request_id>/no")
@staff_page(*WITNESSES)
@require_fresh_staff_for("clinic.hear")
def hear_no(request_id: UUID) -> ResponseReturnValue:
    """Write down the no that was heard."""
    line, _proposal = _to_hear(request_id)
    requests.refuse(line.person_id, line.id, by=current_staff().actor, basis=None)
    flash(_("The no was written down"))
    return go("clinic.witness")


def _agree(line: RequestLine, proposal: Proposal, form: WitnessForm) -> None:
    staff, assented = current_staff(), bool(form.child_assented.data)
    proposals.check(proposal, form.fingerprint.data or "", child_assented=assented)
    if not requests.answer(line.person_id, line.id, Answer.AGREED):
        raise RuleBroken(_("This was answered before. Begin again"), "fingerprint")
    proposals.grant(
        proposal,
        Yes(
            by=staff.actor,
            granted_as=GrantedAs.WITNESSED,
            channel=Channel.WITNESSED,
            witness_id=staff.staff_id,
            request_id=line.id,
            child_assented=assented if proposal.person.is_asked_too else None,
        ),
    )


def _to_hear(request_id: UUID) -> tuple[RequestLine, Proposal]:
    """Return a waiting request of a colleague here, with the line that says who reads it.

    Never one's own nor about oneself, nor about somebody who has shut the witness out.
    """
    staff, line = current_staff(), request_queries.request(request_id)
    if (
        line is None
        or not line.to_witness
        or not line.is_waiting(clock.now())
        or line.staff_id == staff.staff_id
        or line.facility_code != staff.facility_code
        or line.person_id == staff.person_id
    ):
        abort(404)
    if is_blocked(line.person_id, staff.staff_id):
        requests.shut_out(line.person_id, staff.actor, "fingerprint")
        abort(404)
    person = owners.named(line.person_id) or abort(404)
    note_named(line.person_id, by=staff)
    return line, proposals.of_request(person, line)


def _show(line: RequestLine, proposal: Proposal, form: WitnessForm, status: int = 200) -> Response:
    return show(
        "clinic/hear.html",
        status=status,
        form=form,
        line=line,
        proposal=proposal,
        asker=words.with_title(line.staff_title, line.staff_name),
    )

"""Printing the slip of an allowed reset; nothing is printed that a second person did not allow."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from portal.audit.events import Event
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.representation import hands
from portal.resets import colleagues, lines, slip
from portal.resets.blueprint import blueprint
from portal.resets.counter.admit import Admitted, admit
from portal.resets.counter.person_line import card_tail, line_of
from portal.resets.counter.timeline import stops
from portal.resets.queries import Reset
from portal.resets.rules import Hindrance
from portal.resets.states import State
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff, current_staff


@blueprint.get("/desk/resets/<uuid:reset_id>/slip")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def slip_page(reset_id: UUID) -> ResponseReturnValue:
    """Say what printing does: a slip made before opens nothing any more."""
    return _show(admit(reset_id))


@blueprint.post("/desk/resets/<uuid:reset_id>/slip")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("resets.slip_page")
def print_slip(reset_id: UUID) -> ResponseReturnValue:
    """Make a new slip and hand it over as a sheet; its letters exist nowhere else."""
    admitted, staff = admit(reset_id), current_staff()
    reset, resident = admitted.reset, admitted.resident
    try:
        if hindrance := hinders_printing(reset, staff):
            raise RuleBroken(hindrance.sentence)
        code = slip.issue(reset, clock.now())
    except RuleBroken as refusal:
        return _show(admitted, refused=refusal.message, status=422)
    lines.record(Event.CODE_ISSUED, reset.id, resident.id, staff)
    sheet = slip.pdf(code, id_tail=card_tail(resident.id), good_until=reset.expires_at)
    return Response(
        sheet,
        mimetype="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="phieu.pdf"'},
    )


def hinders_printing(reset: Reset, by: SignedInStaff) -> Hindrance | None:
    """Return why this member prints no slip: it is the last step before the account moves."""
    if hands.is_near(by, reset.person_id):
        return Hindrance.CLOSE
    return None if hands.still_works(reset.requested_by) else Hindrance.ASKER_LEFT


def _show(admitted: Admitted, refused: str = "", status: int = 200) -> ResponseReturnValue:
    found = admitted.reset
    return pages.show(
        "resets/slip_page.html",
        status=status,
        reset=found,
        person=line_of(admitted.resident),
        stops=stops(found, colleagues.names_of(found)),
        is_open=found.state_at(clock.now()) is State.ALLOWED,
        was_printed=found.slip_mac is not None,
        refused=refused,
    )

"""One reset: where it stands, taking it back, and saying that the person asked for nothing."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.mobile import Mobile
from portal.resets import colleagues, contesting, deciding
from portal.resets.blueprint import blueprint
from portal.resets.counter.admit import Admitted, admit
from portal.resets.counter.person_line import line_of
from portal.resets.counter.timeline import stops
from portal.resets.counter.tones import TONES
from portal.resets.notices import STOPPABLE_FOR
from portal.resets.queries import Reset
from portal.resets.states import Move, State, sources
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

STEPS = {
    State.WAITS_FOR_VOUCHER: (3, _l("A second person decides")),
    State.ASKED: (3, _l("A second person decides")),
    State.ALLOWED: (4, _l("Print the slip")),
}


@blueprint.get("/desk/resets/<uuid:reset_id>")
@staff_page(*AT_THE_DESK)
def reset(reset_id: UUID) -> ResponseReturnValue:
    """Show where a reset stands and who took which step."""
    return _show(admit(reset_id))


@blueprint.post("/desk/resets/<uuid:reset_id>/withdrawal")
@staff_page(*AT_THE_DESK)
def withdraw(reset_id: UUID) -> ResponseReturnValue:
    """Take back what one has asked for oneself."""
    admitted = admit(reset_id)
    try:
        deciding.withdraw(admitted.reset, by=current_staff())
    except RuleBroken as refusal:
        return _show(admitted, refused=refusal.message, status=422)
    flash(_("Taken back"))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


@blueprint.post("/desk/resets/<uuid:reset_id>/stop")
@staff_page(*AT_THE_DESK)
def stop(reset_id: UUID) -> ResponseReturnValue:
    """Stop a reset whose person says, here or by phone, that they asked for nothing."""
    admitted = admit(reset_id)
    if not contesting.by_station(reset_id, by=current_staff()):
        return _show(admitted, refused=_("This request has moved on. Look at it again"), status=422)
    flash(_("Stopped. Nobody can sign in until two people have settled it"))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


def _show(admitted: Admitted, refused: str = "", status: int = 200) -> ResponseReturnValue:
    found, staff = admitted.reset, current_staff()
    state = found.state_at(clock.now())
    return pages.show(
        "resets/reset.html",
        status=status,
        reset=found,
        state=state,
        tone=TONES[state],
        step=STEPS.get(state),
        person=line_of(admitted.resident),
        new_phone_tail=Mobile(found.new_number).tail,
        stops=stops(found, colleagues.names_of(found)),
        refused=refused,
        may_decide=state is State.ASKED and found.requested_by != staff.staff_id,
        may_withdraw=state in sources(Move.WITHDRAW) and found.requested_by == staff.staff_id,
        may_print=state is State.ALLOWED,
        may_stop=_may_stop(found, state),
        may_settle=state in (State.FROZEN, State.SETTLING),
    )


def _may_stop(found: Reset, state: State) -> bool:
    if state is State.USED and found.used_at is not None:
        return clock.now() < found.used_at + STOPPABLE_FOR
    return state is State.ALLOWED

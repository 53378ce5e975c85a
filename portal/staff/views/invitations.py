"""One account that was asked for: allowing it, refusing it, and its code on paper."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import config
from portal.kernel import clock
from portal.kernel.db import abandon
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.staff import deciding, invitations
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.invitations import Invited
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff
from portal.staff.views.blueprint import blueprint, go


@blueprint.get("/members/invitations/<uuid:invitation_id>")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff
def invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Show what was asked for, to who decides and to the station it is for."""
    return _page(_seen(invitation_id))


@blueprint.post("/members/invitations/<uuid:invitation_id>/allow")
@staff_page(Role.AUDITOR)
@require_fresh_staff_for("staff.invitation")
def allow_invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Open or renew the account."""
    said = _("Allowed. The head who asked hands the code over.")
    return _decided(invitation_id, deciding.allow, said)


@blueprint.post("/members/invitations/<uuid:invitation_id>/refuse")
@staff_page(Role.AUDITOR)
@require_fresh_staff_for("staff.invitation")
def refuse_invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Open nothing."""
    return _decided(invitation_id, deciding.refuse, _("Refused. No account is opened."))


def _decided(invitation_id: UUID, decide: Callable[..., Invited], said: str) -> ResponseReturnValue:
    invited = _seen(invitation_id)
    try:
        decide(invited.id, by=current_staff())
    except RuleBroken as refusal:
        abandon()
        return _page(invited, refusal.message)
    flash(said)
    return go("staff.members")


@blueprint.post("/members/invitations/<uuid:invitation_id>/code")
@staff_page(Role.STATION_HEAD)
@require_fresh_staff_for("staff.invitation")
def show_code(invitation_id: UUID) -> ResponseReturnValue:
    """Show the code that sets the account up, this once."""
    invited = _seen(invitation_id)
    try:
        code = deciding.show_code(invited, by=current_staff())
    except RuleBroken as refusal:
        abandon()
        return _page(invited, refusal.message)
    until = clock.now() + config().lifetimes.staff_activation
    return show("staff/invitation_code.html", invited=invited, code=code, until=until)


def _seen(invitation_id: UUID) -> Invited:
    """Return what this member may read; answer 404 for anything else."""
    found = invitations.seen_by(current_staff(), invitation_id)
    if found is None:
        abort(404)
    return found


def _page(invited: Invited, refused: str = "") -> ResponseReturnValue:
    staff = current_staff()
    return show(
        "staff/invitation.html",
        invited=invited,
        refused=refused,
        may_decide=invitations.may_decide(invited, staff),
        may_show_code=invited.has_code_to_show and invited.invited_by == staff.staff_id,
        status=422 if refused else 200,
    )

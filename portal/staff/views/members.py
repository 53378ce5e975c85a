"""Accounts of staff: the list, and what the head of a station does to one of them."""

from datetime import timedelta
from uuid import UUID

from flask import abort, flash
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.staff import invitations, inviting, members, roster
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.member_forms import InviteForm, RenewForm
from portal.staff.roles import Role
from portal.staff.roster import Listed
from portal.staff.signed_in import current_staff
from portal.staff.views.blueprint import blueprint, go

DECISIONS_SHOWN = timedelta(days=30)


@blueprint.get("/members", endpoint="members")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
def list_members() -> ResponseReturnValue:
    """List a head's own station and what was asked for it; to an auditor, what waits."""
    staff, now = current_staff(), clock.now()
    is_head = Role.STATION_HEAD in staff.roles
    return show(
        "staff/members.html",
        is_head=is_head,
        members=roster.of_station(staff, clock.today()) if is_head else [],
        invitations=invitations.of_station(staff, now - DECISIONS_SHOWN) if is_head else [],
        waiting=invitations.waiting_everywhere() if Role.AUDITOR in staff.roles else None,
        own_id=staff.staff_id,
    )


@blueprint.get("/members/invite")
@staff_page(Role.STATION_HEAD)
@require_fresh_staff
def invite() -> ResponseReturnValue:
    """Ask whose account it is to be."""
    return _invite_page(InviteForm(formdata=None).offer(current_staff().commune))


@blueprint.post("/members/invite")
@staff_page(Role.STATION_HEAD)
@require_fresh_staff_for("staff.invite")
def send_invitation() -> ResponseReturnValue:
    """Keep what is asked for until the province has decided."""
    staff = current_staff()
    form = InviteForm().offer(staff.commune)
    try:
        inviting.ask(form.value(), by=staff)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _invite_page(form, 422)
    flash(_("Sent. The Department of Health decides about the account."))
    return go("staff.members")


def _invite_page(form: InviteForm, status: int = 200) -> ResponseReturnValue:
    return show("staff/invite.html", form=form, status=status)


@blueprint.get("/members/<uuid:staff_id>")
@staff_page(Role.STATION_HEAD)
@require_fresh_staff
def member(staff_id: UUID) -> ResponseReturnValue:
    """Show one account of the head's station, and what may be done to it."""
    return _member_page(_of_station(staff_id), RenewForm(formdata=None))


@blueprint.post("/members/<uuid:staff_id>/suspend")
@staff_page(Role.STATION_HEAD)
@require_fresh_staff_for("staff.member")
def suspend_member(staff_id: UUID) -> ResponseReturnValue:
    """Close the account of a colleague at once."""
    found = _of_station(staff_id)
    try:
        members.suspend_colleague(found, by=current_staff())
    except RuleBroken as refusal:
        return _member_page(found, RenewForm(formdata=None), refusal.message)
    flash(_("The account is closed. It is signed out everywhere."))
    return go("staff.members")


@blueprint.post("/members/<uuid:staff_id>/again")
@staff_page(Role.STATION_HEAD)
@require_fresh_staff_for("staff.member")
def renew_member(staff_id: UUID) -> ResponseReturnValue:
    """Ask the province to renew an account."""
    found, form = _of_station(staff_id), RenewForm()
    try:
        inviting.ask_again(found, form.value(), by=current_staff())
    except RuleBroken as refusal:
        if refusal.field != "ends_on":
            return _member_page(found, form, refusal.message)
        form.refuse(refusal)
        return _member_page(found, form, status=422)
    flash(_("Sent. The Department of Health decides about the account."))
    return go("staff.members")


def _of_station(staff_id: UUID) -> Listed:
    """Return an account of the head's own facility and commune; answer 404 for any other."""
    found = roster.one_of_station(current_staff(), staff_id, clock.today())
    if found is None:
        abort(404)
    return found


def _member_page(
    found: Listed, form: RenewForm, refused: str = "", status: int = 200
) -> ResponseReturnValue:
    return show(
        "staff/member.html",
        form=form,
        member=found,
        refused=refused,
        is_own=found.id == current_staff().staff_id or Role.AUDITOR in found.roles,
        status=422 if refused else status,
    )

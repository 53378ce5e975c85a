"""Vouching for people without a card: what waits for this member's word alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import resident_of
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.resets import colleagues, queries, vouching
from portal.resets.blueprint import blueprint
from portal.resets.counter.person_line import PersonLine, short_line_of
from portal.resets.forms import VouchForm
from portal.resets.queries import Reset
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

VOUCHERS = (Role.CLINICIAN, Role.COLLABORATOR)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody this member is asked to vouch for."""

    id: UUID
    person: PersonLine
    asked_by: str
    until: datetime


@blueprint.get("/desk/vouching", endpoint="vouching")
@staff_page(*VOUCHERS)
@require_fresh_staff
def list_vouching() -> ResponseReturnValue:
    """Show whom this member is asked to vouch for."""
    return _show(VouchForm(formdata=None))


@blueprint.post("/desk/vouching/<uuid:reset_id>")
@staff_page(*VOUCHERS)
@require_fresh_staff_for("resets.vouching")
def vouch(reset_id: UUID) -> ResponseReturnValue:
    """Vouch for somebody."""
    found, form = _found(reset_id), VouchForm()
    try:
        form.value()
        vouching.vouch(found, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(form, wrong_id=reset_id)
    flash(_("You vouched. A second person at the counter decides now"))
    return redirect(url_for("resets.vouching"), 303)


@blueprint.post("/desk/vouching/<uuid:reset_id>/no")
@staff_page(*VOUCHERS)
@require_fresh_staff_for("resets.vouching")
def decline(reset_id: UUID) -> ResponseReturnValue:
    """Say no: one does not know the person, or has not seen them."""
    found = _found(reset_id)
    try:
        vouching.decline(found, by=current_staff())
    except RuleBroken as refusal:
        form = VouchForm(formdata=None)
        form.refuse(refusal)
        return _show(form, wrong_id=reset_id)
    flash(_("You did not vouch. The request has ended"))
    return redirect(url_for("resets.vouching"), 303)


def _found(reset_id: UUID) -> Reset:
    found = vouching.named(reset_id, current_staff())
    if found is None:
        abort(404)
    return found


def _show(form: VouchForm, wrong_id: UUID | None = None) -> ResponseReturnValue:
    staff = current_staff()
    waiting = queries.waiting_for_voucher(staff.staff_id, staff.commune)
    asked = [one for reset in waiting if (one := _asked(reset))]
    return pages.show(
        "resets/vouching.html",
        status=422 if wrong_id else 200,
        asked=asked,
        form=form,
        wrong_id=wrong_id,
    )


def _asked(reset: Reset) -> Asked | None:
    """Name somebody to who is to vouch, with the line that says so."""
    resident = resident_of(reset.person_id)
    if resident is None:
        return None
    trail.note(
        Line(
            event=Event.DESK_SEEN,
            about=resident.id,
            by=current_staff().actor,
            basis=Basis.DESK,
            section=Permission.MANAGE_ACCOUNT.value,
            object_ref=f"reset:{reset.id}",
        )
    )
    return Asked(
        id=reset.id,
        person=short_line_of(resident),
        asked_by=colleagues.names_of(reset).of(reset.requested_by),
        until=reset.expires_at,
    )

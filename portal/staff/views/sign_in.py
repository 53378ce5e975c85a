"""Coming, and leaving."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.accounts.public import public
from portal.accounts.signed_in import signed_in_resident
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import ngettext
from portal.kernel.pages import show
from portal.staff import computers, recovery, services, sessions
from portal.staff.forms import StaffSignInForm
from portal.staff.guard import staff_page, start_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff, signed_in_staff
from portal.staff.views.blueprint import (
    blueprint,
    end_earlier,
    entered_with_password,
    go,
    left,
)


def _page(form: StaffSignInForm, status: int = 200) -> Response:
    return show(
        "staff/sign_in.html",
        form=form,
        idle_too_long=g.get("session_expired", False),
        locked=signed_in_staff() is not None,
        status=status,
    )


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for staff name, password and authenticator code; also for the next at a locked page."""
    staff = signed_in_staff()
    if staff is not None and not staff.locked:
        return go("staff.start")
    return _page(StaffSignInForm(formdata=None))


@blueprint.post("/sign-in")
@public
def check_sign_in() -> ResponseReturnValue:
    """Let somebody in; whoever was signed in in this browser is signed out."""
    form = StaffSignInForm()
    try:
        keys = services.sign_in(form.value(), browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return entered_with_password(end_earlier(go("staff.enter")), keys)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session; also without one, the browser is left clean."""
    if signed_in_resident() is None:
        if staff := signed_in_staff():
            sessions.sign_out(staff)
            computers.forget(staff.staff_id, computer_hash=browser.of(request).computer_hash)
        return left(go("staff.sign_in"))
    return go("overview.home")


@blueprint.get("/enter")
@staff_page()
def enter() -> ResponseReturnValue:
    """Lead to where the work of this member begins."""
    return Response(status=303, headers={"Location": start_page()})


@blueprint.get("/")
@staff_page()
def start() -> ResponseReturnValue:
    """Show what the menu offers."""
    staff = current_staff()
    left = recovery.left(reads(), staff.staff_id)
    return show(
        "staff/start.html",
        roles=[role.label for role in Role if role in staff.roles],
        codes_left=ngettext("%(num)s code left", "%(num)s codes left", left),
    )

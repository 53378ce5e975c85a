"""Coming, and leaving."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.accounts.public import public
from portal.accounts.signed_in import signed_in_resident
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff import services, sessions
from portal.staff.forms import StaffSignInForm
from portal.staff.guard import staff_page, start_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff, signed_in_staff
from portal.staff.views.blueprint import blueprint, end_earlier, entered, go, left


def _page(form: StaffSignInForm, status: int = 200) -> Response:
    idle = g.get("session_expired", False)
    return show("staff/sign_in.html", form=form, idle_too_long=idle, status=status)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for staff name, password and authenticator code."""
    staff = signed_in_staff()
    if staff is not None:
        return go("staff.unlock" if staff.locked else "staff.start")
    return _page(StaffSignInForm(formdata=None))


@blueprint.post("/sign-in")
@public
def check_sign_in() -> ResponseReturnValue:
    """Let somebody in; whoever was signed in in this browser is signed out."""
    form = StaffSignInForm()
    try:
        token = services.sign_in(form.value(), browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    end_earlier()
    return entered(go("staff.enter"), token)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session; also without one, the browser is left clean."""
    if signed_in_resident() is None:
        if staff := signed_in_staff():
            sessions.sign_out(staff)
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
    held = current_staff().roles
    return show("staff/start.html", roles=[role.label for role in Role if role in held])

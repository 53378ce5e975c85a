"""Flask-Login as the loader of our own sessions, and the sign-in that guards every page.

Residents and staff share one cookie; the token's beginning tells whose table it is
looked up in. A page is for one of the two kinds, and the other does not find it.
"""

from flask import Flask, Request, Response, abort, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import leaving, public, signed_in
from portal.accounts.signed_in import SignedIn
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.extensions import login_manager
from portal.kernel import pages
from portal.staff import frame, guard, left_page, sessions
from portal.staff import signed_in as staff_signed_in
from portal.staff.roles import Role
from portal.staff.signed_in import PREFIX, SignedInStaff, signed_in_staff

LEADING_HOME = ("overview.start", "overview.home")


def find(request: Request) -> SignedIn | SignedInStaff | None:
    """Find who sends a request, by the one cookie."""
    token = signed_in.token_of(request)
    if token.startswith(PREFIX):
        return staff_signed_in.load(token, renew=guard.renews(request.endpoint))
    return signed_in.load(request)


def require_sign_in() -> ResponseReturnValue | None:
    """Send nobody to the sign-in page of their kind; hide a page from the other kind."""
    if request.endpoint is None:
        return None  # an unknown address: the 404 page is open
    view = current_app.view_functions[request.endpoint]
    if public.is_public(view):
        return None
    roles = guard.roles_of(view)
    if roles is None:
        return _for_residents()
    return _for_staff(roles, open_when_locked=guard.open_when_locked(view))


def _for_residents() -> Response | None:
    if signed_in_staff() is None:
        return None if current_user.is_authenticated else public.to_sign_in()
    if request.endpoint not in LEADING_HOME:
        abort(404)
    return guard.leave_for(guard.start_page())


def _for_staff(roles: frozenset[Role], *, open_when_locked: bool) -> Response | None:
    staff = signed_in_staff()
    if staff is None:
        if current_user.is_authenticated:
            abort(404)
        return guard.leave_for(url_for("staff.sign_in"))
    if staff.locked and not open_when_locked:
        return guard.leave_for(url_for("staff.unlock", to=_page_left(staff)))
    if frame.is_of_another(staff):
        return guard.leave_for(url_for("staff.enter"))
    acting = next((role for role in Role if role in roles & staff.roles), None)
    if roles and acting is None:
        trail.note(Line(event=Event.ACCESS_REFUSED, by=staff.actor, permitted=False))
        abort(404)
    g.acting_staff = staff if acting is None else staff.acting(acting)
    return None


def _page_left(staff: SignedInStaff) -> str | None:
    """Keep the page a browser asks for until it is unlocked; htmx asks for parts of pages."""
    return None if "HX-Request" in request.headers else left_page.sealed(staff, request.path)


def end_staff_session() -> None:
    """End the session of staff this browser holds, locked or not."""
    token = signed_in.token_of(request)
    if staff := signed_in_staff():
        sessions.sign_out(staff)
    elif token.startswith(PREFIX):
        sessions.end_expired(token)


def init_app(app: Flask) -> None:
    """Find who sends each request by its cookie, and guard every page but the open ones."""
    login_manager.request_loader(find)
    login_manager.unauthorized_handler(public.to_sign_in)
    app.before_request(require_sign_in)
    leaving.also_ends(app, end_staff_session)
    pages.add_frame(app, frame.frame)

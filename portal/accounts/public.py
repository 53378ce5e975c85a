"""Which views are open, and the sign-in that guards all others."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def public(view: View) -> View:
    """Open a view to people who have not signed in."""
    view.public = True  # type: ignore[attr-defined]  # read by require_sign_in()
    return view


def require_sign_in() -> ResponseReturnValue | None:
    """Send anybody else to the sign-in page, whatever they asked for."""
    if request.endpoint is None:
        return None  # an unknown address: the 404 page is open
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "public", False) or current_user.is_authenticated:
        return None
    return to_sign_in()


def to_sign_in() -> Response:
    """Answer a browser by 303 and htmx by leaving the page; never a form in a fragment."""
    if g.get("session_expired", False):
        target = url_for("accounts.signed_out", reason="idle")
    else:
        target = url_for("accounts.sign_in")
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": target})
    return Response(status=303, headers={"Location": target})


def init_app(app: Flask) -> None:
    """Require sign-in everywhere but on open views."""
    app.before_request(require_sign_in)

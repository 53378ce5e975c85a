"""Which views are open, and the page that residents sign in on."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def public(view: View) -> View:
    """Open a view to people who have not signed in."""
    view.public = True  # type: ignore[attr-defined]  # read by is_public()
    return view


def is_public(view: Callable[..., Any]) -> bool:
    """Say whether a view is open to people who have not signed in."""
    return getattr(view, "public", False)


def to_sign_in() -> Response:
    """Answer a browser by 303 and htmx by leaving the page; never a form in a fragment."""
    if g.get("session_expired", False):
        target = url_for("accounts.signed_out", reason="idle")
    else:
        target = url_for("accounts.sign_in")
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": target})
    return Response(status=303, headers={"Location": target})

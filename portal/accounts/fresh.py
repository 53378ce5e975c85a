"""Step-up: some pages want to know again who is asking.

While an account is held after a change at the station no proof opens them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.accounts.hold import is_held, to_waiting
from portal.accounts.signed_in import config, current_resident

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def is_fresh() -> bool:
    """Say whether a personal code or one-time code was given in the last ten minutes."""
    return not is_held() and current_resident().fresh(config().lifetimes.fresh)


def require_fresh(view: View) -> View:
    """Let a view be seen only after a recent proof; otherwise ask for one first."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> ResponseReturnValue:
        return view(*args, **values) if is_fresh() else to_confirm()

    guarded.wants_fresh = True  # type: ignore[attr-defined]  # read by known_target()
    return guarded  # type: ignore[return-value]  # wraps() keeps the signature


def to_confirm() -> Response:
    """Leave for the page that asks, and remember where to come back to; or that says wait."""
    if is_held():
        return to_waiting()
    target = url_for("accounts.confirm", to=known_target(request.path))
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": target})
    return Response(status=303, headers={"Location": target})


def known_target(path: str | None) -> str:
    """Return the path if it is a page of ours that wants freshness, else the account page.

    Nothing typed into an address decides where the browser goes.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(path or "", method="GET")
    except HTTPException:
        return url_for("accounts.account")
    if not getattr(current_app.view_functions[endpoint], "wants_fresh", False):
        return url_for("accounts.account")
    return url_for(endpoint, **values)

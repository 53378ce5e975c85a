"""The hold after a change at the station: a new phone sees at once, all else waits.

Somebody who talked two members of staff into the wrong reset can read for some hours, but
can let nobody in, take nothing home and change no factor before the owner was told.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import SignedIn, current_resident
from portal.kernel import clock

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def held_until(resident: SignedIn) -> datetime | None:
    """Return until when what this account changes has to wait; None when nothing waits."""
    until = resident.held_until
    return until if until is not None and clock.now() < until else None


def is_held() -> bool:
    """Say whether the resident of this request has to wait."""
    return held_until(current_resident()) is not None


def waits_while_held(view: View) -> View:
    """Close a view that takes data home while the account is held."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> ResponseReturnValue:
        return to_waiting() if is_held() else view(*args, **values)

    return guarded  # type: ignore[return-value]  # wraps() keeps the signature


def to_waiting() -> Response:
    """Leave for the page that says until when, and why."""
    target = url_for("accounts.waiting")
    if "HX-Request" in request.headers:
        return Response(status=403, headers={"HX-Redirect": target})
    return Response(status=303, headers={"Location": target})

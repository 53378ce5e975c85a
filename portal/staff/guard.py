"""Which pages are for staff, for whom of them, and the step-up before grave ones."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.accounts.signed_in import config
from portal.staff import beginning
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def staff_page(
    *roles: Role, when_locked: bool = False, renews: bool = True
) -> Callable[[View], View]:
    """Open a view to staff with any of these roles, to all staff when none is named.

    `when_locked` keeps it open while the session is locked. What a browser asks for by
    itself, from a page left alone, must not renew the session.
    """

    def mark(view: View) -> View:
        view.staff_roles = frozenset(roles)  # type: ignore[attr-defined]  # read at the gate
        view.when_locked = when_locked  # type: ignore[attr-defined]
        view.renews = renews  # type: ignore[attr-defined]  # read when the session is found
        return view

    return mark


def roles_of(view: Callable[..., Any]) -> frozenset[Role] | None:
    """Return the roles a view is for; None when it is no page for staff."""
    found: frozenset[Role] | None = getattr(view, "staff_roles", None)
    return found


def open_when_locked(view: Callable[..., Any]) -> bool:
    """Say whether a view stays open while the session is locked."""
    return getattr(view, "when_locked", False)


def renews(endpoint: str | None) -> bool:
    """Say whether asking for a page shows that somebody is there."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "renews", True)


def leave_for(target: str) -> Response:
    """Answer a browser by 303 and htmx by leaving the page; never a page in a fragment."""
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": target})
    return Response(status=303, headers={"Location": target})


def is_fresh() -> bool:
    """Say whether an authenticator code was given in the last ten minutes."""
    return current_staff().fresh(config().lifetimes.fresh)


def require_fresh_staff(view: View) -> View:
    """Let a view be seen only after a recent authenticator code; otherwise ask for one first."""
    guarded = _asking_first(view, None)
    guarded.wants_fresh_staff = True  # type: ignore[attr-defined]  # read by known_target()
    return guarded


def require_fresh_staff_for(page: str) -> Callable[[View], View]:
    """Let a form be sent only after a recent authenticator code; its page follows the code.

    `page` is the endpoint of the form, itself one that wants freshness.
    """
    return lambda view: _asking_first(view, page)


def _asking_first(view: View, page: str | None) -> View:
    @wraps(view)
    def guarded(*args: Any, **values: Any) -> ResponseReturnValue:
        if is_fresh():
            return view(*args, **values)
        path = url_for(page, **values) if page else request.path
        return leave_for(url_for("staff.confirm", to=known_target(path)))

    return guarded  # type: ignore[return-value]  # wraps() keeps the signature


def known_target(path: str | None) -> str:
    """Return the path if it is a page of ours that wants freshness, else the start page.

    Nothing typed into an address decides where the browser goes.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(path or "", method="GET")
    except HTTPException:
        return start_page()
    if not getattr(current_app.view_functions[endpoint], "wants_fresh_staff", False):
        return start_page()
    return url_for(endpoint, **values)


# Where the work of a role begins, unless a feature says otherwise; of several roles the first
# decides.
BEGINS_AT = (
    (Role.CLINICIAN, "clinic.search"),
    (Role.STATION_STAFF, "desk.search"),
    (Role.STATION_HEAD, "oversight.waiting"),
    (Role.AUDITOR, "oversight.waiting"),
    (Role.VILLAGE_HEAD, "issuing.villages"),
    (Role.COLLABORATOR, "issuing.villages"),
    (Role.DATA_ENTRY, "merging.enter"),
)


def start_page() -> str:
    """Return where the work of this member begins."""
    staff = current_staff()
    for role, endpoint in BEGINS_AT:
        if role in staff.roles and endpoint in current_app.view_functions:
            return beginning.of_feature(role, staff) or url_for(endpoint)
    return url_for("staff.start")

"""The blueprint the pages of staff put themselves on, and what they share."""

from typing import Any

from flask import Blueprint, Response, url_for
from flask import session as cookie

from portal.accounts import browser
from portal.accounts import sessions as resident_sessions
from portal.accounts.signed_in import signed_in_resident
from portal.staff import sessions
from portal.staff.signed_in import signed_in_staff

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


def go(endpoint: str, **values: Any) -> Response:
    """Answer a form by showing another page."""
    return Response(status=303, headers={"Location": url_for(endpoint, **values)})


def end_earlier() -> None:
    """Sign out whoever was signed in in this browser."""
    if resident := signed_in_resident():
        resident_sessions.sign_out(resident)
    if staff := signed_in_staff():
        sessions.sign_out(staff, reason=sessions.End.SOMEBODY_ELSE)


def entered(response: Response, token: str) -> Response:
    """Give a browser its session; a resident's sign-in under way in it ends."""
    browser.take(response, browser.ATTEMPT)
    return browser.give(response, browser.SESSION, token)


def left(response: Response) -> Response:
    """Take the session from a browser, and everything it may have kept of the pages."""
    cookie.clear()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return browser.take(response, browser.SESSION)

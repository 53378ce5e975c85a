"""The blueprint the pages of staff put themselves on, and what they share."""

from typing import Any

from flask import Blueprint, Response, url_for
from flask import session as cookie

from portal.accounts import browser
from portal.accounts import sessions as resident_sessions
from portal.accounts.signed_in import config, signed_in_resident
from portal.staff import sessions
from portal.staff.services import Keys
from portal.staff.signed_in import signed_in_staff

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


def go(endpoint: str, **values: Any) -> Response:
    """Answer a form by showing another page."""
    return Response(status=303, headers={"Location": url_for(endpoint, **values)})


def end_earlier(response: Response) -> Response:
    """Sign out whoever was signed in in this browser, and let it forget their pages."""
    resident, staff = signed_in_resident(), signed_in_staff()
    if resident:
        resident_sessions.sign_out(resident)
    if staff:
        sessions.sign_out(staff, reason=sessions.End.SOMEBODY_ELSE)
    return handed_over(response) if resident or staff else response


def entered(response: Response, token: str) -> Response:
    """Give a browser its session; a resident's sign-in under way in it ends."""
    browser.take(response, browser.ATTEMPT)
    return browser.give(response, browser.SESSION, token)


def entered_with_password(response: Response, keys: Keys) -> Response:
    """Give a browser its session, and what lets its owner come back here today by a code."""
    entered(response, keys.session)
    lifetime = config().lifetimes.staff_absolute
    return browser.give(response, browser.COMPUTER, keys.computer, lifetime=lifetime)


def handed_over(response: Response) -> Response:
    """Let no page the browser kept of the person before be shown or sent any more."""
    cookie.clear()  # with the seed of their form tokens
    return browser.forget_pages(response)


def left(response: Response) -> Response:
    """Take the session from a browser, and everything it may have kept of the pages."""
    return browser.take(handed_over(response), browser.SESSION)

"""The blueprint the pages below put themselves on, and what they share."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from portal.accounts import browser, queries
from portal.accounts.browser import Browser
from portal.accounts.queries import Attempt
from portal.kernel import clock
from portal.kernel.db import database

blueprint = Blueprint("accounts", __name__)


def this_browser() -> Browser:
    """Return the browser of this request."""
    return browser.of(request)


def current_attempt() -> Attempt | None:
    """Return the sign-in this browser has begun."""
    known = this_browser()
    with database().autocommit.connect() as connection:
        return queries.attempt_of(connection, known.attempt_hash, known.device_hash, clock.now())


def go(endpoint: str, **values: Any) -> Response:
    """Answer a form by showing another page."""
    return Response(status=303, headers={"Location": url_for(endpoint, **values)})

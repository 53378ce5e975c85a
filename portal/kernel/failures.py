"""The calm pages shown when something cannot be done."""

import sqlite3
import traceback
from pathlib import Path

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.kernel import pages
from portal.kernel.db import abandon
from portal.kernel.errors import TooBusy
from portal.kernel.i18n import gettext as _
from portal.kernel.logs import log

DRAWN = frozenset({400, 403, 404, 405, 413, 429, 500, 503})


def _page(status: int) -> Response:
    """Draw the page of a failure; where even that fails, say it in plain text.

    A page needs a host we answer to for its links, and a database for who is signed in.
    """
    template = f"errors/{status if status in DRAWN else 400}.html"
    try:
        return pages.show(template, status=status, reference=g.get("request_id", ""))
    except Exception as error:
        log.error("page_not_drawn", error=type(error).__name__, status=status)
        words = (_("This page could not be opened"), _("Reference for the station:"))
        text = ". ".join(words) + f" {g.get('request_id', '')}\n"
        return Response(text, status, mimetype="text/plain")


def refuse(error: HTTPException) -> Response | HTTPException:
    """Show the page of an HTTP refusal; redirects pass through."""
    if error.code is None or error.code < 400:
        return error
    page = _page(error.code)
    if retry := dict(error.get_headers()).get("Retry-After"):
        page.headers["Retry-After"] = retry
    return page


def forged(_error: CSRFError) -> Response:
    """Show that a form was too old or came from elsewhere; nothing was changed."""
    return _page(400)


def busy(_error: TooBusy) -> Response:
    """Ask to come back in a moment."""
    page = _page(503)
    page.headers["Retry-After"] = "5"
    return page


def held(error: OperationalError) -> Response:
    """Ask to come back where the database made somebody wait too long, or is away.

    SQLite says by this name that a table is missing, too, which no waiting mends.
    """
    if isinstance(error.orig, sqlite3.OperationalError) and "locked" not in str(error.orig):
        return broken(error)
    abandon()
    log.error("database_held", error=type(error.orig).__name__, route=request.endpoint)
    return busy(TooBusy())


def broken(error: Exception) -> Response:
    """Log a bug by its kind and place, never by its values, and show a reference number."""
    abandon()
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "unhandled_error",
        error=type(error).__name__,
        where=f"{Path(last.filename).name}:{last.lineno}",
        route=request.endpoint,
        request_id=g.get("request_id"),
    )
    return _page(500)


def init_app(app: Flask) -> None:
    """Show these pages instead of the framework's."""
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(TooBusy, busy)
    app.register_error_handler(OperationalError, held)
    app.register_error_handler(Exception, broken)

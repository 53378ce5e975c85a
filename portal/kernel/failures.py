"""The calm pages shown when something cannot be done."""

import sqlite3
import traceback
from pathlib import Path

import psycopg
from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFError
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from werkzeug.exceptions import HTTPException

from portal.kernel import metrics, pages
from portal.kernel.db import abandon, finish_transaction
from portal.kernel.errors import TooBusy
from portal.kernel.i18n import gettext as _
from portal.kernel.logs import log

DRAWN = frozenset({400, 403, 404, 405, 413, 429, 500, 503})
START = "/"
SQLITE_PASSES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")


def _page(status: int) -> Response:
    """Draw the page of a failure; where even that fails, say it in plain text.

    A page needs a host we answer to for its links, and a database for who is signed in;
    where the database is what failed, nobody is (`pages.for_nobody`).
    """
    template = f"errors/{status if status in DRAWN else 400}.html"
    try:
        reference = g.get("request_id", "")
        return pages.show(template, status=status, reference=reference, again=_again())
    except Exception as error:
        log.error("page_not_drawn", error=type(error).__name__, status=status)
        words = (_("This page could not be opened"), _("Reference for the station:"))
        text = ". ".join(words) + f" {g.get('request_id', '')}\n"
        return Response(text, status, mimetype="text/plain")


def _again() -> str:
    """Return where to try again: here, or at the start where this address only takes forms."""
    addresses = current_app.create_url_adapter(request)
    return "" if addresses and "GET" in addresses.allowed_methods() else START


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


def held(error: DBAPIError) -> Response:
    """Ask to come back where the database made somebody wait too long, is full or is away.

    SQLite says by this name that a table is missing, too, which no waiting mends.
    """
    if not _passes(error.orig):
        return broken(error)
    return _come_back(type(error.orig).__name__)


def none_free(error: NoneFree) -> Response:
    """Ask to come back where every connection was in use for too long."""
    return _come_back(type(error).__name__)


def _passes(error: BaseException | None) -> bool:
    """Say whether the same request may well succeed in a while."""
    if isinstance(error, sqlite3.OperationalError):
        # Of a fault without a name (a closed file) nothing is known.
        return getattr(error, "sqlite_errorname", "").startswith(SQLITE_PASSES)
    # A server that became a standby refuses changes until the pool has found the new primary.
    return isinstance(error, psycopg.OperationalError | ReadOnlySqlTransaction)


def _come_back(error: str) -> Response:
    abandon()
    pages.for_nobody()
    log.error("database_held", error=error, route=request.endpoint)
    return busy(TooBusy())


def broken(error: Exception) -> Response:
    """Log a bug by its kind and place, never by its values, and show a reference number."""
    abandon()
    last = traceback.extract_tb(error.__traceback__)[-1]
    metrics.FAULTS.labels(request.endpoint or "none").inc()
    log.error(
        "unhandled_error",
        error=type(error).__name__,
        where=f"{Path(last.filename).name}:{last.lineno}",
        route=request.endpoint,
    )
    return _page(500)


def finish(response: Response) -> Response:
    """End the request's transaction; a commit that fails is told like any other failure.

    Whether it arrived is then unknown to us: forms carry a key, so sending one again is safe.
    """
    try:
        return finish_transaction(response)
    except DBAPIError as error:
        return held(error)


def init_app(app: Flask) -> None:
    """Show these pages instead of the framework's."""
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(TooBusy, busy)
    app.register_error_handler(OperationalError, held)
    app.register_error_handler(InternalError, held)
    app.register_error_handler(NoneFree, none_free)
    app.register_error_handler(Exception, broken)

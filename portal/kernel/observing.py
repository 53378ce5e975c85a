"""Naming, timing and counting each request, and one line of the log for it.

The line tells route, status and time, and neither address nor account: who looked at what is
for the record's own log (audit), which the operators do not read.
"""

import re
import secrets
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from portal.kernel import metrics
from portal.kernel.logs import log

_REFERENCE = re.compile(r"[0-9a-f]{8}")


def begin() -> None:
    """Give the request the reference its error page, its log lines and the proxy's share."""
    g.began = perf_counter()
    given = _REFERENCE.match(request.headers.get("X-Request-Id", ""))
    g.request_id = given.group() if given else secrets.token_hex(4)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def count(response: Response) -> Response:
    """Count the answer and how long it took."""
    route = _route()
    method = metrics.method_label(request.method)
    metrics.REQUESTS.labels(route, method, str(response.status_code)).inc()
    metrics.REQUEST_SECONDS.labels(route).observe(_seconds())
    return response


def write_line(response: Response) -> Response:
    """Write the answer's line of the log."""
    log.info(
        "request",
        route=_route(),
        method=metrics.method_label(request.method),
        status=response.status_code,
        milliseconds=round(_seconds() * 1000, 1),
    )
    return response


def _route() -> str:
    return request.endpoint or "none"


def _seconds() -> float:
    now = perf_counter()
    return now - float(g.get("began", now))  # a host we do not answer to begins nothing


def init_app(app: Flask, *, lines: bool) -> None:
    """Observe every request of the application, with a line of the log for each if asked.

    Hooks that come first begin first and end last: what others add is counted in.
    """
    app.before_request(begin)
    if lines:
        app.after_request(write_line)
    app.after_request(count)

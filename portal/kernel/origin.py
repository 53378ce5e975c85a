"""Where a change comes from: only our own pages may send one (security.md, row 20).

The form token is the lock; this is the second door. `Referrer-Policy: no-referrer` makes
browsers send `Origin: null` with our own forms, so what the browser itself says of the
sender (`Sec-Fetch-Site`) is asked first, and a missing or null origin is left to the
token.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, request

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})


def is_foreign() -> bool:
    """Say whether another site's page sent this request."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said not in OWN
    origin = request.headers.get("Origin", "null")
    return origin != "null" and _host_of(origin) != request.host


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def refuse_foreign() -> None:
    """Answer 400 to a change another site asks for; nothing has happened yet."""
    if request.method not in READING and is_foreign():
        abort(400)


def init_app(app: Flask) -> None:
    """Ask before every change."""
    app.before_request(refuse_foreign)

"""Calling an application as a server does, without a socket."""

import io
from collections.abc import Iterable
from contextlib import redirect_stderr
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from bench.load import check, headers_of, keep_cookie
from bench.seed import Reader

Answer = tuple[int, str | None, bytes]


class Unheard(io.TextIOBase):
    """Takes the lines of the log as a file does; thousands of them would hide the figures."""

    def write(self, text: str) -> int:
        """Forget it."""
        return len(text)


UNHEARD = Unheard()


def call(application: WSGIApplication, kind: str, reader: Reader, number: int) -> bytes:
    """Return a checked page."""
    return check(*answer(application, kind, reader, number), reader)


def answer(application: WSGIApplication, kind: str, reader: Reader, number: int) -> Answer:
    """Return status, encoding and body of an answer nobody has looked at yet."""
    seen: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        seen.update(status=int(status[:3]), headers=dict(headers))

    body = body_of(application, _environ(kind, reader, number), start_response)
    keep_cookie(reader, seen["headers"].get("Set-Cookie"))
    return seen["status"], seen["headers"].get("Content-Encoding"), body


def body_of(
    application: WSGIApplication, environ: dict[str, Any], start_response: StartResponse
) -> bytes:
    """Call it to the end as a server does, its log unheard."""
    with redirect_stderr(UNHEARD):
        parts: Iterable[bytes] = application(environ, start_response)
        body = b"".join(parts)
        close = getattr(parts, "close", None)
        if close:
            close()
    return body


def _environ(kind: str, reader: Reader, number: int) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": reader.pages[kind],
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers_of(reader, number).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    return environ

"""One view of one page, by a call of the application or over loopback, answer and time."""

import http.client
import io
import time
from typing import Any, NamedTuple, Protocol
from wsgiref.types import WSGIApplication

import brotli

from bench.calling import body_of


class Answer(NamedTuple):
    """What came back, and how long it took in milliseconds."""

    status: int
    cookies: str
    text: bytes
    ms: float


def _answer(status: int, headers: list[tuple[str, str]], body: bytes, began: float) -> Answer:
    ms = 1000 * (time.perf_counter() - began)
    given = dict(headers)
    cookies = [value.partition(";")[0] for name, value in headers if name == "Set-Cookie"]
    text = brotli.decompress(body) if given.get("Content-Encoding") == "br" else body
    return Answer(status, "; ".join(cookies), text, ms)


class Browser(Protocol):
    """Something that asks for pages."""

    def ask(self, address: str, cookies: str, form: bytes | None = None) -> Answer: ...


def _headers(cookies: str) -> dict[str, str]:
    return {
        "Cookie": f"{cookies}; language=vi",
        "Accept-Encoding": "br",
        "User-Agent": "bench",
        "X-Forwarded-For": f"10.9.{time.monotonic_ns() >> 8 & 255}.{time.monotonic_ns() & 255}",
    }


class InProcess:
    """Calls the application, without sockets."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def ask(self, address: str, cookies: str, form: bytes | None = None) -> Answer:
        """Ask once."""
        environ, seen = _environ(address, cookies, form), dict[str, Any]()

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            seen.update(status=int(status[:3]), headers=headers)

        began = time.perf_counter()
        body = body_of(self._application, environ, start_response)
        return _answer(seen["status"], seen["headers"], body, began)


def _environ(address: str, cookies: str, form: bytes | None) -> dict[str, Any]:
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if form is None else "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(form or b""),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if form is not None:
        environ |= {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(form))}
    for name, value in _headers(cookies).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    return environ


TO_ANSWER = 120  # seconds: the first answer waits for a server that is still reading itself in
FORM = "application/x-www-form-urlencoded"


class OverHttp:
    """Keeps one connection to a server on loopback."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TO_ANSWER)

    def ask(self, address: str, cookies: str, form: bytes | None = None) -> Answer:
        """Ask once."""
        headers = _headers(cookies)
        if form is not None:
            headers["Content-Type"] = FORM
        began = time.perf_counter()
        self._connection.request("POST" if form is not None else "GET", address, form, headers)
        answer = self._connection.getresponse()
        body = answer.read()
        return _answer(answer.status, answer.getheaders(), body, began)

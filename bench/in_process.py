"""The short form: both applications called in this process, by processor time alone."""

import io
import statistics
import time
from collections.abc import Iterable
from typing import Any
from wsgiref.types import WSGIApplication

from bench.bare import create_bare
from bench.load import check, headers_of, keep_cookie
from bench.seed import Reader
from portal.app import create_app
from portal.config import from_environment


def sizes_of(environment: dict[str, str], reader: Reader) -> dict[str, int]:
    """Return the length of the portal's pages, uncompressed, by kind."""
    portal = create_app(from_environment(environment))
    return {kind: len(call(portal, kind, reader, 0)) for kind in reader.pages}


def compare(
    environment: dict[str, str],
    url: str,
    sizes: dict[str, int],
    readers: list[Reader],
    rounds: int,
    seconds: float,
) -> None:
    """Call both in turn and print the ratio of their processor times."""
    applications: dict[str, WSGIApplication] = {
        "bare": create_bare(url, sizes),
        "portal": create_app(from_environment(environment)),
    }
    for kind in sizes:
        times: dict[str, list[float]] = {name: [] for name in applications}
        for application in applications.values():
            _spend(application, kind, readers, 0.5)  # warm both
        for _ in range(rounds):
            for name, application in applications.items():
                times[name].append(_spend(application, kind, readers, seconds))
        bare, portal = (statistics.median(times[name]) for name in applications)
        print(
            f"{kind:15} bare {bare:6.2f} ms   portal {portal:6.2f} ms   ratio {portal / bare:5.2f}"
        )


def _spend(application: WSGIApplication, kind: str, readers: list[Reader], seconds: float) -> float:
    """Return the processor milliseconds of one page."""
    end, spent, count = time.perf_counter() + seconds, 0.0, 0
    while time.perf_counter() < end:
        reader = readers[count % len(readers)]
        began = time.process_time()
        answer = _answer(application, kind, reader, count)
        spent += time.process_time() - began
        check(*answer, reader)
        count += 1
    return 1000 * spent / count


def call(application: WSGIApplication, kind: str, reader: Reader, number: int) -> bytes:
    """Return a checked page."""
    return check(*_answer(application, kind, reader, number), reader)


def _answer(
    application: WSGIApplication, kind: str, reader: Reader, number: int
) -> tuple[int, str | None, bytes]:
    seen: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        seen.update(status=int(status[:3]), headers=dict(headers))

    answer: Iterable[bytes] = application(_environ(kind, reader, number), start_response)
    body = b"".join(answer)
    close = getattr(answer, "close", None)
    if close:
        close()
    keep_cookie(reader, seen["headers"].get("Set-Cookie"))
    return seen["status"], seen["headers"].get("Content-Encoding"), body


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

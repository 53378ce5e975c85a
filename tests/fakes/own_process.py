"""Starting a fake provider as a process of its own, and ending it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(module: str, *arguments: str) -> Iterator[str]:
    """Run `python -m module`; give the address it serves, and end it with the block."""
    command = [sys.executable, "-m", module, "--port", "0", *arguments]
    with subprocess.Popen(  # noqa: S603 - our own module with the test's arguments
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.kill()


def serve(handler: type[BaseHTTPRequestHandler], port: int) -> None:
    """Serve on this machine only until killed; say the address in one line first."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    line = json.dumps({"url": f"http://127.0.0.1:{server.server_port}"})
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    server.serve_forever()


class Handler(BaseHTTPRequestHandler):
    """What both fakes answer with, and silence about requests: they carry secrets."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.got(parts.path, parts.query)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.posted(self.path, raw)

    def got(self, path: str, query: str) -> None:
        raise NotImplementedError

    def posted(self, path: str, raw: bytes) -> None:
        raise NotImplementedError

    def json(self, answer: Mapping[str, object], status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(answer).encode())

    def page(self, text: str, status: int = 200, more: str = "") -> None:
        page = f'<!doctype html><html lang="vi"><title>Pay</title><h1>{text}</h1>{more}</html>'
        self._send(status, "text/html; charset=utf-8", page.encode())

    def lead(self, url: str) -> None:
        self.send_response(303)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

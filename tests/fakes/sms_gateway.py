"""A gateway that speaks eSMS's published protocol over HTTP, on this machine only.

It checks the fields of SendMultipleMessage_V4_post_json and answers with the documented
codes: 100 accepted, 101 wrong keys, 104 sender missing, 108 malformed phone, 110 bad data,
124 repeated RequestId, 103 no balance.
"""

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PHONE = re.compile(r"0[35789][0-9]{8}")
PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"


@dataclass
class FakeGateway:
    """The server, what it accepted, and what it is told to do next."""

    api_key: str = "test key"
    secret_key: str = "test secret"
    accepted: list[dict[str, Any]] = field(default_factory=list)
    next_code: str | None = None
    next_status: int | None = None
    seen: set[str] = field(default_factory=set)

    def start(self) -> None:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                status, answer = gateway.answer(self.path, self.rfile.read(length))
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing: bodies carry credentials."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def answer(self, path: str, raw: bytes) -> tuple[int, dict[str, Any]]:
        """Judge one request as the manual says."""
        if path != PATH:
            return 404, {}
        if self.next_status is not None:
            status, self.next_status = self.next_status, None
            return status, {}
        body = json.loads(raw)
        code = self.next_code or self._code(body)
        self.next_code = None
        if code == "100":
            self.seen.add(body["RequestId"])
            self.accepted.append(body)
        return 200, {"CodeResult": code, "CountRegenerate": 0, "SMSID": f"sms-{len(self.accepted)}"}

    def _code(self, body: dict[str, Any]) -> str:
        if (body.get("ApiKey"), body.get("SecretKey")) != (self.api_key, self.secret_key):
            return "101"
        if not body.get("Brandname"):
            return "104"
        if not PHONE.fullmatch(body.get("Phone", "")):
            return "108"
        if not body.get("Content") or body.get("SmsType") not in ("2", "8", "1"):
            return "110"
        return "124" if body.get("RequestId") in self.seen else "100"

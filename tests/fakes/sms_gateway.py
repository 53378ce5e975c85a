"""A gateway that speaks eSMS's published protocol over HTTP, on this machine only.

It checks the fields of SendMultipleMessage_V4_post_json in the order a gateway can (keys,
sender, number, text, repeat) and answers with a code of the manual. It can be told to
answer otherwise once (`next_code`, `next_status`), or not to answer at all (`hang`).
"""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PHONE = re.compile(r"0[35789][0-9]{8}")
PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
SMS_TYPES = ("1", "2", "8")

# The manual's table for text messages; the words are ours.
MANUAL = {
    "99": "number blocked",
    "100": "accepted",
    "101": "wrong keys",
    "102": "no price agreed",
    "103": "balance too low",
    "104": "sender missing or not registered",
    "105": "message id unknown",
    "107": "advertising needs 30 numbers",
    "108": "malformed number",
    "110": "bad data",
    "120": "too many numbers",
    "124": "repeated RequestId",
    "146": "text matches no registered template",
    "177": "sender not registered with the carrier",
    "199": "being processed",
    "687": "more than 500 numbers",
}

Answer = Mapping[str, object]


@dataclass
class FakeGateway:
    """The server, what it accepted, and what it is told to do next."""

    api_key: str = "test key"
    secret_key: str = "test secret"
    accepted: list[dict[str, str]] = field(default_factory=list)
    requests: int = 0
    next_code: str | None = None
    next_status: int | None = None
    hang: bool = False
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def answer(self, path: str, raw: bytes) -> tuple[int, Answer]:
        """Judge one request as the manual says."""
        with self.lock:
            self.requests += 1
            if path != PATH:
                return 404, {}
            if self.next_status is not None:
                status, self.next_status = self.next_status, None
                return status, {}
            body = json.loads(raw)
            code, self.next_code = self.next_code or self._code(body), None
            if code == "100":
                self.accepted.append(body)
            return 200, self._reply(code)

    def _reply(self, code: str) -> Answer:
        reply = {"CodeResult": code, "CountRegenerate": 0}
        if code == "100":
            return reply | {"SMSID": f"sms-{len(self.accepted)}"}
        return reply | {"ErrorMessage": MANUAL[code]}

    def _code(self, body: Mapping[str, str]) -> str:
        judged = {
            "101": (body.get("ApiKey"), body.get("SecretKey")) == (self.api_key, self.secret_key),
            "104": bool(body.get("Brandname")),
            "108": PHONE.fullmatch(body.get("Phone", "")) is not None,
            "110": bool(body.get("Content"))
            and body.get("SmsType") in SMS_TYPES
            and body.get("IsUnicode") in ("0", "1"),
            "124": body.get("RequestId") not in [sent.get("RequestId") for sent in self.accepted],
        }
        return next((code for code, passed in judged.items() if not passed), "100")


def handler_of(gateway: FakeGateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if gateway.hang:
                gateway.released.wait()
                return
            status, answer = gateway.answer(self.path, raw)
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: bodies carry credentials."""

    return Handler

"""A browser at the other end of a real connection: cookies, forms, nothing else."""

import re
from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
BEHIND_PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}


class FarBrowser:
    """Asks one server; a lost connection is an OSError or HTTPException, never a status."""

    def __init__(self, port: int, sid: str = "") -> None:
        self._port = port
        self._cookies = {"__Host-sid": sid} if sid else {}
        self.sent_to = "/"

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, str]:
        """Send a request on a connection of its own; return status and page."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(
                method, path, body, headers={**BEHIND_PROXY, "Cookie": cookies, **named}
            )
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        self.sent_to = answer.headers.get("Location") or self.sent_to
        return answer.status, page

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self.ask("GET", path, None, **headers)

    def submit(self, path: str, fields: Mapping[str, str], to: str = "") -> tuple[int, str]:
        """Send the form of a page."""
        _status, page = self.get(path)
        found = _TOKEN.search(page)
        assert found, f"no form on {path}: {_status}"
        return self.post(to or path, {"csrf_token": found[1], **fields})

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        typed = urlencode(fields).encode()
        return self.ask("POST", path, typed, Content_Type="application/x-www-form-urlencoded")

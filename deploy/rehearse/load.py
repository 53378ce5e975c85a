"""Residents at work through the proxy: they read their record, and report doses with a mark each.

What was acknowledged (303, which the portal says only after the commit) is compared with the
database afterwards: `Work.lost`.
"""

import http.client
import re
import secrets
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from bench.seed import Reader
from deploy.rehearse.certificate import HOST
from deploy.rehearse.postgres import Postgres

SECONDS_TO_ANSWER = 20
FRIENDLY = (429, 502, 503)  # with the page that names 115
_HIDDEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def is_friendly(self) -> bool:
        return self.status in FRIENDLY and "115" in self.text and "<h1" in self.text


class _Connection(http.client.HTTPConnection):
    """Opened anew by itself after the server closed it, so TLS belongs into `connect`."""

    name = HOST
    tls: ssl.SSLContext | None = None

    def connect(self) -> None:
        super().connect()
        if self.tls is not None:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.name)


class Browser:
    """One kept connection with its cookies, from an address of its own on loopback."""

    def __init__(
        self, port: int, tls: ssl.SSLContext | None, *, number: int = 1, token: str = ""
    ) -> None:
        self.cookies = {"__Host-sid": token} if token else {}
        self.host, self.seconds = HOST, SECONDS_TO_ANSWER
        self._port, self._tls = port, tls
        self._source = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
        self._connection: _Connection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page; raise OSError or HTTPException when nothing whole comes back."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), kind | headers)

    def submit(self, form: str, fields: dict[str, str], to: str | None = None) -> Answer:
        """Open a page and send the form found on it."""
        return self.post(to or form, {"csrf_token": self.token(form), **fields})

    def token(self, form: str) -> str:
        """Return the token of the form on a page; raise ValueError where there is none."""
        page = self.get(form)
        found = _HIDDEN.search(page.text)
        if found is None:
            raise ValueError(f"{form} answered {page.status} without a form")
        return found[1]

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        try:
            connection = self._connected()
            said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(
                method,
                path,
                body,
                {"Host": self.host, "Cookie": said, "User-Agent": "rehearsal"} | headers,
            )
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except BaseException:
            self.close()
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers, text)

    def _connected(self) -> _Connection:
        if self._connection is None:
            self._connection = _Connection(
                "127.0.0.1", self._port, timeout=self.seconds, source_address=self._source
            )
            self._connection.name, self._connection.tls = self.host, self._tls
        return self._connection


@dataclass
class Work:
    """What residents saw: acknowledged marks and when, and how often what came back instead."""

    acknowledged: dict[str, float] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    reads: int = 0
    friendly: int = 0
    cut: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    gap: float = 0.0
    last_ack: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def lost(self, server: Postgres) -> set[str]:
        """Return what was acknowledged and is not in the database."""
        return self.acknowledged.keys() - stored(server)

    def note(self, began: float, answer: Answer, mark: str | None) -> None:
        """Count one answer; a mark is that of a form."""
        now = time.monotonic()
        with self.lock:
            self.slowest = max(self.slowest, now - began)
            if mark is not None and answer.status == 303:
                if self.last_ack:
                    self.gap = max(self.gap, now - self.last_ack)
                self.last_ack = now
                self.acknowledged[mark] = now
            elif mark is None and answer.status == 200:
                self.reads += 1
            elif answer.is_friendly:
                self.friendly += 1
            else:
                self.bad[f"{'form' if mark else 'page'} {answer.status}"] += 1

    def note_cut(self, began: float, error: Exception) -> None:
        """Count a connection that ended without an answer."""
        with self.lock:
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.cut += 1
            self.bad[type(error).__name__] += isinstance(error, TimeoutError)


def stored(server: Postgres) -> set[str]:
    """Return the marks the database holds."""
    rows = server.sql("SELECT place FROM dose_report WHERE place LIKE 'ghi-%'", "portal")
    return set(rows.splitlines())


def halves(server: Postgres) -> int:
    """Count reports that are only partly there: without their case or their line of the log."""
    found = server.sql(
        """
        SELECT (SELECT count(*) FROM service_case c
                WHERE NOT EXISTS (SELECT FROM dose_report d WHERE d.case_id = c.id))
             + (SELECT count(*) FROM dose_report d
                WHERE NOT EXISTS (SELECT FROM service_case c WHERE c.id = d.case_id))
             + abs((SELECT count(*) FROM dose_report) -
                   (SELECT count(*) FROM audit_line WHERE event = 'dose_reported'))
        """,
        "portal",
    )
    return int(found)


def write(browser: Browser, resident: Reader, token: str, work: Work, mark: str) -> None:
    """Report a dose under a mark."""
    began = time.monotonic()
    with work.lock:
        work.tried.add(mark)
    try:
        answer = browser.post(
            f"/people/{resident.person_id}/immunisations/report",
            {
                "csrf_token": token,
                "form_key": uuid4().hex,
                "vaccine": "rota",
                "given-day": "2",
                "given-month": "11",
                "given-year": "2025",
                "place": mark,
            },
        )
    except (OSError, http.client.HTTPException) as error:
        work.note_cut(began, error)
    else:
        work.note(began, answer, mark)


def read(browser: Browser, resident: Reader, work: Work) -> None:
    """Open the record."""
    began = time.monotonic()
    try:
        answer = browser.get(f"/people/{resident.person_id}/record")
    except (OSError, http.client.HTTPException) as error:
        work.note_cut(began, error)
    else:
        work.note(began, answer, None)


@contextmanager
def residents_at_work(
    port: int, tls: ssl.SSLContext | None, people: Sequence[Reader], *, pause: float = 0.05
) -> Iterator[Work]:
    """Let each of these people read and write in turn until the block ends."""
    work, ended = Work(), threading.Event()

    def live(number: int, resident: Reader) -> None:
        browser = Browser(port, tls, number=number, token=resident.token)
        token = browser.token(f"/people/{resident.person_id}/immunisations/report")
        ready.release()
        while not ended.wait(pause):
            write(browser, resident, token, work, f"ghi-{number}-{secrets.token_hex(6)}")
            read(browser, resident, work)
        browser.close()

    ready = threading.Semaphore(0)
    threads = [
        threading.Thread(target=live, args=(number, resident), daemon=True)
        for number, resident in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        if not ready.acquire(timeout=60):
            raise TimeoutError("not every resident could begin")
    try:
        yield work
    finally:
        ended.set()
        for thread in threads:
            thread.join(SECONDS_TO_ANSWER * 2)

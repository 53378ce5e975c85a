"""Residents who report doses and read their lists without a pause, and what they are answered.

A report has a key of its own. Who gets no 303 sends the same form again, as a person does, until
it is acknowledged: afterwards each key must be one case, no more and no less.
"""

import http.client
import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from bench.seed import Reader
from deploy.rehearse.load import Answer, Browser

PROXY = {"X-Forwarded-Proto": "https"}
SECONDS_TO_END = 60
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answered:
    """One request as its sender saw it; status 0 where no whole answer came."""

    sent: float
    ended: float
    write: bool
    status: int
    good: bool
    friendly: bool

    @property
    def seconds(self) -> float:
        return self.ended - self.sent


@dataclass
class Seen:
    """What all residents saw."""

    answers: list[Answered] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def outage(self, since: float, until: float, *, write: bool = True) -> float:
        """Return the longest time in which nothing of a kind was answered well."""
        moments = [
            one.ended
            for one in list(self.answers)
            if one.write == write and one.good and since <= one.ended <= until
        ]
        marks = [since, *sorted(moments), until]
        return max(later - earlier for earlier, later in itertools.pairwise(marks))

    def good_since(self, moment: float) -> bool:
        """Say whether a write that was sent after this moment was acknowledged."""
        return any(one.write and one.good and one.sent > moment for one in reversed(self.answers))

    @property
    def slowest(self) -> float:
        return max(one.seconds for one in self.answers)

    def slowest_since(self, moment: float) -> float:
        """Return the longest wait of those who asked after a moment, or just before."""
        return max(one.seconds for one in list(self.answers) if one.ended >= moment)

    def refused(self) -> dict[int, int]:
        """Count what was not answered well, by status."""
        bad = [one.status for one in self.answers if not one.good]
        return {status: bad.count(status) for status in sorted(set(bad))}

    def unfriendly(self) -> int:
        """Count refusals that were no page with a promise to come back."""
        return sum(1 for one in self.answers if not one.good and not one.friendly)


class Residents:
    """Some who write and some who read, until the block ends; `port` may change under way.

    Their connections are kept; `kept=False` asks for a port at each request.
    """

    def __init__(
        self,
        port: Callable[[], int],
        readers: list[Reader],
        *,
        writing: int,
        reading: int,
        kept: bool = True,
    ) -> None:
        self.seen = Seen()
        self._port, self._kept = port, kept
        self._ended = threading.Event()
        work = [self._report] * writing + [self._read] * reading
        share = len(work)
        self._threads = [
            threading.Thread(target=one, args=(readers[n::share], n), daemon=True)
            for n, one in enumerate(work)
        ]

    def __enter__(self) -> "Residents":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        """Let everybody end what is under way."""
        self._ended.set()
        for thread in self._threads:
            thread.join(SECONDS_TO_END)

    def _report(self, own: list[Reader], number: int) -> None:
        for turn in itertools.count():
            if self._ended.wait(0.05):
                return
            visit = Visit(own[turn % len(own)], self._port, number, kept=self._kept)
            page = self._note("GET", visit, visit.report_path)
            found = _TOKEN.search(page.text) if page else None
            if found:
                self._until_acknowledged(visit, found[1])
            else:
                self._ended.wait(0.3)

    def _until_acknowledged(self, visit: "Visit", token: str) -> None:
        key = uuid4().hex
        form = {"csrf_token": token, "vaccine": "mmr", "place": "Trạm thử", "form_key": key}
        form |= {"given-day": "1", "given-month": "6", "given-year": "2025"}
        for _ in range(400):
            if self._note("POST", visit, visit.report_path, form):
                with self.seen.lock:
                    self.seen.acknowledged.append(key)
                return
            if self._ended.wait(0.2):
                return

    def _read(self, own: list[Reader], number: int) -> None:
        for turn in itertools.count():
            if self._ended.wait(0.1):
                return
            visit = Visit(own[turn % len(own)], self._port, number, kept=self._kept)
            self._note("GET", visit, visit.reader.pages["record"])

    def _note(
        self, method: str, visit: "Visit", path: str, form: dict[str, str] | None = None
    ) -> Answer | None:
        """Ask, and keep what came; return the answer where it was the right one."""
        sent = time.monotonic()
        answer = visit.ask(path, form)
        good = answer is not None and answer.status == (303 if form else 200)
        seen = Answered(
            sent=sent,
            ended=time.monotonic(),
            write=method == "POST",
            status=answer.status if answer else 0,
            good=good,
            friendly=answer is not None and answer.is_friendly,
        )
        with self.seen.lock:
            self.seen.answers.append(seen)
        return answer if good else None


class Visit:
    """One resident at one of the portals; a broken connection is opened again."""

    def __init__(self, reader: Reader, port: Callable[[], int], number: int, *, kept: bool) -> None:
        self.reader = reader
        self._port, self._number, self._kept = port, number, kept
        self._browser: Browser | None = None
        self._at = 0

    @property
    def report_path(self) -> str:
        return f"/people/{self.reader.person_id}/immunisations/report"

    def ask(self, path: str, form: dict[str, str] | None) -> Answer | None:
        """Return what came back, None where nothing whole came."""
        browser = self._somewhere()
        try:
            if form is None:
                return browser.get(path, **PROXY)
            return browser.post(path, form, **PROXY)
        except (OSError, http.client.HTTPException):
            return None

    def _somewhere(self) -> Browser:
        """Return the browser, a new one where another port is wished; its cookies go with it."""
        port = self._port()
        if self._browser is None or port != self._at or not self._kept:
            before, self._at = self._browser, port
            self._browser = Browser(port, None, number=self._number, token=self.reader.token)
            if before is not None:
                self._browser.cookies = before.cookies
                before.close()
        return self._browser

"""A closed loop of page views over loopback: so many users, no time to think."""

import http.client
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import brotli
from backports import zstd

from bench.seed import Reader

MOST_REQUESTS = 200_000
FORM_COOKIE = "__Host-form"
DECODED: dict[str | None, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": zstd.decompress,
    None: bytes,
}
_form_cookies: dict[str, str] = {}  # kept as a browser keeps them, by the reader's token


class Void(Exception):
    """An answer was wrong: the run says nothing."""


@dataclass(kw_only=True)
class Load:
    """What one run saw."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wire_bytes: int = 0
    page_bytes: int = 0

    @property
    def pages(self) -> int:
        return len(self.latencies)

    @property
    def pages_per_second(self) -> float:
        return self.pages / self.seconds

    def percentile(self, share: float) -> float:
        """Return a latency in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(port: int, kind: str, readers: list[Reader], *, users: int, seconds: float) -> Load:
    """Let users read pages of one kind until the time is over; raise Void on a bad answer."""
    load, lock, faults = Load(), threading.Lock(), []
    end = time.perf_counter() + seconds

    def read_on(own: list[Reader]) -> None:
        try:
            seen = _read(port, kind, own, end)
        except (Void, OSError, http.client.HTTPException) as fault:
            faults.append(fault)
            return
        with lock:
            load.latencies += seen.latencies
            load.wire_bytes += seen.wire_bytes
            load.page_bytes += seen.page_bytes

    began = time.perf_counter()
    threads = [threading.Thread(target=read_on, args=(readers[n::users],)) for n in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise Void(str(faults[0]))
    load.seconds = time.perf_counter() - began
    return load


def _read(port: int, kind: str, readers: list[Reader], end: float) -> Load:
    seen = Load()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for number, reader in enumerate(itertools.cycle(readers)):
        if time.perf_counter() > end or number > MOST_REQUESTS:
            break
        began = time.perf_counter()
        connection.request("GET", reader.pages[kind], headers=headers_of(reader, number))
        answer = connection.getresponse()
        body = answer.read()
        keep_cookie(reader, answer.getheader("Set-Cookie"))
        seen.latencies.append(time.perf_counter() - began)
        seen.wire_bytes += len(body)
        seen.page_bytes += len(
            check(answer.status, answer.getheader("Content-Encoding"), body, reader)
        )
    connection.close()
    return seen


def headers_of(reader: Reader, number: int) -> dict[str, str]:
    """Send what a phone sends; each view comes from an address of its own."""
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    cookies = [f"__Host-sid={reader.token}", "language=vi", _form_cookies.get(reader.token, "")]
    return {
        "Cookie": "; ".join(filter(None, cookies)),
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "X-Forwarded-For": address,
        "User-Agent": "bench",
    }


def keep_cookie(reader: Reader, given: str | None) -> None:
    """Keep the cookie a form needs, so that it is made once and not for each view."""
    if given and given.startswith(FORM_COOKIE):
        _form_cookies[reader.token] = given.partition(";")[0]


def check(status: int, encoding: str | None, body: bytes, reader: Reader) -> bytes:
    """Return the page; raise Void unless it is this reader's."""
    page = DECODED[encoding](body)
    if status != 200 or reader.mark not in page:
        raise Void(f"a wrong answer: {status} without {reader.mark.decode()}")
    return page

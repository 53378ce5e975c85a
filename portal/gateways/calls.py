"""Asking a provider over HTTP; one that does not answer is left alone for a while.

A worker's thread waits for the answer, so a few at a time wait at most, and after a few
failures in a row the next ones fail at once: a slow provider takes no threads from the pages
of records. Each process counts for itself. No database transaction may be open meanwhile.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from portal.kernel import clock
from portal.kernel.logs import log
from portal.kernel.metrics import PROVIDERS
from portal.receiving.models import Provider

SECONDS = 30.0  # MoMo asks for no less
FAILURES, REST = 3, timedelta(minutes=1)
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


class Unreachable(Exception):
    """No answer, none that can be read, or none was asked for: it failed too often."""


@dataclass
class Circuit:
    """Counts the failures in a row of one provider."""

    failures: int = 0
    until: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_open(self) -> bool:
        with self.lock:
            return self.until is not None and clock.now() < self.until

    def failed(self) -> None:
        with self.lock:
            self.failures += 1
            if self.failures >= FAILURES:
                self.until = clock.now() + REST

    def answered(self) -> None:
        with self.lock:
            self.failures, self.until = 0, None


CIRCUITS = {Provider.VNPAY: Circuit(), Provider.MOMO: Circuit()}


def ask(
    provider: Provider, url: str, body: Mapping[str, object], *, seconds: float = SECONDS
) -> Mapping[str, object]:
    """POST a JSON object and return the one that comes back; raise Unreachable.

    Redirects are not followed, and neither body nor answer is logged. An answer of 4xx counts
    as one: MoMo tells its reasons with it.
    """
    circuit = CIRCUITS[provider]
    if circuit.is_open() or not _places.acquire(blocking=False):
        raise Unreachable
    try:
        answer = _answer(httpx.post(url, json=body, timeout=seconds, follow_redirects=False))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as failure:
        circuit.failed()
        PROVIDERS.labels(provider.value, "failed").inc()
        log.error("provider_unreachable", where=provider.value, error=type(failure).__name__)
        raise Unreachable from None  # its words may hold the body
    finally:
        _places.release()
    circuit.answered()
    PROVIDERS.labels(provider.value, "answered").inc()
    return answer


def _answer(response: httpx.Response) -> Mapping[str, object]:
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or response.is_redirect:
        raise ValueError("no answer")
    answer = response.json()
    if not isinstance(answer, dict):
        raise ValueError("no object")
    return answer

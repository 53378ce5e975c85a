"""The short form: every application called in this process, by processor time alone."""

import time
from collections.abc import Mapping
from wsgiref.types import WSGIApplication

from bench.calling import answer
from bench.load import check
from bench.seed import Reader

QUICKEST = 10  # one page in ten is what a page takes when no neighbour slows the processor
Times = dict[str, float]


def compare(
    applications: Mapping[str, WSGIApplication],
    kind: str,
    readers: list[Reader],
    rounds: int,
    pages: int,
) -> Times:
    """Call them in turn; return the processor milliseconds of one page of each."""
    seen: dict[str, list[float]] = {name: [] for name in applications}
    for application in applications.values():
        _spent(application, kind, readers, pages)  # warm
    for _ in range(rounds):
        for name, application in applications.items():
            seen[name] += _spent(application, kind, readers, pages)
    return {name: sorted(times)[len(times) // QUICKEST] for name, times in seen.items()}


def _spent(
    application: WSGIApplication, kind: str, readers: list[Reader], pages: int
) -> list[float]:
    """Return the processor milliseconds of each page."""
    spent = []
    for number in range(pages):
        reader = readers[number % len(readers)]
        began = time.process_time()
        given = answer(application, kind, reader, number)
        spent.append(1000 * (time.process_time() - began))
        check(*given, reader)
    return spent

"""How a process is told to end."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


def ended_by_signal() -> threading.Event:
    """Return what SIGTERM and SIGINT set, so that work in hand is finished first."""
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    return ended


@contextmanager
def clearing_away_at_the_end() -> Iterator[None]:
    """Let SIGTERM end a block as an exception does, so that what it made is cleared away.

    A second one breaks neither into the clearing away nor into what follows it: the process ends
    by itself, and says so by its code.
    """

    def end(*_: object) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is end:
            signal.signal(signal.SIGTERM, before)

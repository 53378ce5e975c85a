"""How a process that goes on forever is told to end."""

import signal
import threading


def ended_by_signal() -> threading.Event:
    """Return what SIGTERM and SIGINT set, so that work in hand is finished first."""
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    return ended

"""`flask work`: what goes on beside the pages, in one process. Messages leave, slips are made,
and the clock is watched.

Each waits by itself for a database or a provider that is away. What nobody foresaw ends both, so
that the service is started afresh instead of doing half its work.
"""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import click
from flask import Flask, current_app

from portal.issuing.commands import make_forever
from portal.kernel.clock_watch import watch_forever
from portal.kernel.ending import ended_by_signal
from portal.notifications.commands import send_forever

LOOPS: tuple[Callable[[Flask, threading.Event], object], ...] = (
    send_forever,
    make_forever,
    watch_forever,
)


@click.command()
def work() -> None:
    """Send messages and make slips until ended (SIGTERM ends after what is in hand)."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a thread has none
    ended = ended_by_signal()
    with ThreadPoolExecutor(len(LOOPS)) as threads:
        running = [threads.submit(loop, app, ended) for loop in LOOPS]
        wait(running, return_when=FIRST_COMPLETED)
        ended.set()
    for loop in running:
        loop.result()

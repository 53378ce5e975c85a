"""Noticing that a machine's clock was set, or differs from the database's.

Codes, sessions and leases end by the clock. Nothing breaks when it jumps, but what was to last ten
minutes lasts an hour or ends at once; so an operator is told, and the next jump is told again.
"""

import threading
import time
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from portal.kernel import clock
from portal.kernel.logs import log

STEP = timedelta(seconds=60)
SECONDS_BETWEEN = 5.0


class ClockWatch:
    """What the clock should say by the time that passed since it was last asked."""

    def __init__(self) -> None:
        self._look()

    def _look(self) -> None:
        self._now, self._since_start = clock.of_this_machine(), _since_start()

    def step(self) -> timedelta | None:
        """Return how far the clock was set since the last question; None for a minute or less."""
        expected = self._now + _since_start() - self._since_start
        found = clock.of_this_machine() - expected
        self._look()
        return found if abs(found) > STEP else None


def _since_start() -> timedelta:
    """Return the time since the machine started, its sleep too; setting the clock is not in it."""
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))


def watch_forever(_app: Flask, ended: threading.Event) -> None:
    """Write each step of the clock into the log."""
    watch = ClockWatch()
    while not ended.wait(SECONDS_BETWEEN):
        if step := watch.step():
            log.error("clock_stepped", count=round(step.total_seconds()))


def apart(connection: Connection) -> timedelta:
    """Return how far this machine's clock is from the database's; SQLite has none of its own."""
    if connection.dialect.name == "sqlite":
        return timedelta()
    theirs: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return abs(clock.of_this_machine() - theirs)


def agrees(connection: Connection) -> bool:
    """Say whether this machine and the database's tell the same time."""
    return apart(connection) <= STEP

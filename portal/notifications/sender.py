"""Emptying the outbox: lease, send, mark.

A message is leased in a transaction, sent outside of any, and marked in another. A sender
killed in between leaves the lease to run out; the message is then tried again under the
same reference, which the provider refuses as a repeat: it counts as sent.
"""

import random
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from datetime import timedelta

from portal.kernel import clock
from portal.kernel.db import Database
from portal.kernel.logs import log
from portal.kernel.metrics import MESSAGES
from portal.notifications import leases
from portal.notifications.channels.delivery import Channel, NeverAccepted, Outgoing, TryLater
from portal.notifications.leases import Leased

NOOP = "noop"
ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)


@dataclass(frozen=True)
class Counts:
    """What became of the messages that were due."""

    sent: int = 0
    later: int = 0
    dead: int = 0
    dropped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def handled(self) -> int:
        return self.sent + self.later + self.dead + self.dropped


def never() -> bool:
    return False


def send_due(database: Database, channel: Channel, *, ended: Callable[[], bool] = never) -> Counts:
    """Send one batch of what is due; stop between two messages once `ended` says so."""
    counts = Counts()
    messages = leases.take(database)
    for place, message in enumerate(messages):
        if ended() or not message.has_time:
            leases.give_back(database, messages[place:])
            break
        counts += _handle(database, channel, message)
    for outcome, number in asdict(counts).items():
        MESSAGES.labels(outcome).inc(number)
    return counts


def _handle(database: Database, channel: Channel, message: Leased) -> Counts:
    if message.kind == NOOP:
        leases.end_sent(database, message)
        return Counts(dropped=1)
    if message.too_old:
        log.warning("message_too_old", message=message.id, attempt=message.attempt)
        leases.end_unsent(database, message)
        return Counts(dropped=1)
    if message.attempt > ATTEMPTS:
        return _dead(database, message, "no sender came back")
    outgoing = Outgoing(
        reference=message.dedupe_key, recipient=message.recipient, text=message.text
    )
    try:
        accepted = channel.send(outgoing)
    except TryLater as failure:
        return _later(database, message, str(failure))
    except NeverAccepted as refusal:
        return _dead(database, message, str(refusal))
    leases.end_sent(database, message, accepted.provider_id)
    return Counts(sent=1)


def _later(database: Database, message: Leased, error: str) -> Counts:
    if message.attempt >= ATTEMPTS:
        return _dead(database, message, error)
    leases.put_off(database, message, clock.now() + pause_after(message.attempt), error)
    return Counts(later=1)


def _dead(database: Database, message: Leased, error: str) -> Counts:
    log.error("message_dead", message=message.id, attempt=message.attempt)
    leases.end_unsent(database, message, error)
    return Counts(dead=1)


def pause_after(attempt: int) -> timedelta:
    """Return the wait after a failed try (the first is 1): doubling from 10 s to 1 h.

    A quarter more or less, by chance, keeps many messages from coming back at once.
    """
    pause = min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)

"""Emptying the outbox: lease, send, mark.

A message is leased in a transaction of its own, sent outside of any, and marked in
another. A sender that dies in between leaves the lease to run out; the message is then
tried again under the same reference, which the provider refuses as a repeat.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel import clock
from portal.kernel.db import Database
from portal.kernel.logs import log
from portal.notifications.channels.delivery import (
    Accepted,
    Channel,
    NeverAccepted,
    Outgoing,
    TryLater,
)
from portal.notifications.models import OutboxMessage

NOOP = "noop"
BATCH = 20
LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
ATTEMPTS = 12


@dataclass
class Counts:
    """What one round did."""

    sent: int = 0
    later: int = 0
    dead: int = 0
    dropped: int = 0

    @property
    def handled(self) -> int:
        return self.sent + self.later + self.dead + self.dropped


@dataclass(frozen=True, kw_only=True)
class Leased:
    """One message this sender may send."""

    id: int
    kind: str
    dedupe_key: str
    recipient: str
    text: str
    attempts: int
    expires_at: datetime | None


_DUE = (
    sa.select(
        OutboxMessage.id,
        OutboxMessage.kind,
        OutboxMessage.dedupe_key,
        OutboxMessage.recipient,
        OutboxMessage.text,
        OutboxMessage.attempts,
        OutboxMessage.expires_at,
    )
    .where(
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.dead_at.is_(None),
        OutboxMessage.not_before <= sa.bindparam("now"),
        sa.or_(
            OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < sa.bindparam("now")
        ),
    )
    .order_by(OutboxMessage.not_before, OutboxMessage.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


def send_due(database: Database, channel: Channel) -> Counts:
    """Send what is due now, one batch; return what happened."""
    counts = Counts()
    for message in _lease(database):
        _handle(database, channel, message, counts)
    return counts


def _lease(database: Database) -> list[Leased]:
    now = clock.now()
    with database.transaction() as connection:
        rows = [Leased(**row._mapping) for row in connection.execute(_DUE, {"now": now})]
        if rows:
            connection.execute(
                sa.update(OutboxMessage)
                .where(OutboxMessage.id.in_([row.id for row in rows]))
                .values(leased_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
            )
    return rows


def _handle(database: Database, channel: Channel, message: Leased, counts: Counts) -> None:
    if message.kind == NOOP or _too_old(message):
        counts.dropped += 1
        _end(database, message, sent=message.kind == NOOP, error=None)
        return
    try:
        accepted = channel.send(
            Outgoing(reference=message.dedupe_key, recipient=message.recipient, text=message.text)
        )
    except TryLater as failure:
        _later(database, message, str(failure), counts)
    except NeverAccepted as refusal:
        counts.dead += 1
        _end(database, message, sent=False, error=str(refusal))
        log.error("message_dead", message=message.id)
    else:
        counts.sent += 1
        _end(database, message, sent=True, error=None, accepted=accepted)


def _too_old(message: Leased) -> bool:
    return message.expires_at is not None and message.expires_at <= clock.now()


def _later(database: Database, message: Leased, error: str, counts: Counts) -> None:
    if message.attempts + 1 >= ATTEMPTS:
        counts.dead += 1
        _end(database, message, sent=False, error=error)
        log.error("message_dead", message=message.id)
        return
    counts.later += 1
    values = {
        "not_before": clock.now() + pause_after(message.attempts),
        "leased_until": None,
        "last_error": error,
    }
    with database.transaction() as connection:
        _mark(connection, message, values)


def pause_after(attempts: int) -> timedelta:
    """Return the wait before the next try: doubling from 10 s to an hour, with jitter."""
    pause = min(FIRST_PAUSE * 2**attempts, LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)


def _end(
    database: Database,
    message: Leased,
    *,
    sent: bool,
    error: str | None,
    accepted: Accepted | None = None,
) -> None:
    """Close a message and erase whom it went to and what it said."""
    values = {
        "sent_at" if sent else "dead_at": clock.now(),
        "provider_id": accepted.provider_id if accepted else None,
        "last_error": error,
        "leased_until": None,
        "recipient": None,
        "text": None,
    }
    with database.transaction() as connection:
        _mark(connection, message, values)


def _mark(connection: Connection, message: Leased, values: Mapping[str, object]) -> None:
    connection.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.id == message.id,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.dead_at.is_(None),
        )
        .values(**values)
    )

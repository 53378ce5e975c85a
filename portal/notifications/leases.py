"""Which sender may send which message: rows of the outbox leased, ended, put off, given back.

A lease is taken in a transaction of its own (on PostgreSQL past the rows another sender
has locked, on SQLite behind its BEGIN IMMEDIATE), so one message has one sender. Taking
it counts a try; the count is also the lease's number, and a sender that comes back after
its lease has passed to another changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import Database
from portal.notifications.models import OutboxMessage

BATCH = 20
LEASE = timedelta(minutes=2)
# A try takes at most its channel's time-outs; with less than this left it is not begun.
TIME_FOR_ONE = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Leased:
    """One message this sender may send until `until`; `attempt` counts from 1."""

    id: int
    kind: str
    dedupe_key: str
    recipient: str
    text: str
    attempt: int
    expires_at: datetime | None
    until: datetime

    @property
    def too_old(self) -> bool:
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def has_time(self) -> bool:
        return clock.now() + TIME_FOR_ONE <= self.until


_DUE = (
    sa.select(
        OutboxMessage.id,
        OutboxMessage.kind,
        OutboxMessage.dedupe_key,
        OutboxMessage.recipient,
        OutboxMessage.text,
        (OutboxMessage.attempts + 1).label("attempt"),
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


def take(database: Database) -> Sequence[Leased]:
    """Lease what is due, the longest waiting first; each message counts a try more."""
    now = clock.now()
    until = now + LEASE
    with database.transaction() as connection:
        rows = [
            Leased(**row._mapping, until=until) for row in connection.execute(_DUE, {"now": now})
        ]
        if rows:
            connection.execute(
                sa.update(OutboxMessage)
                .where(OutboxMessage.id.in_([row.id for row in rows]))
                .values(leased_until=until, attempts=OutboxMessage.attempts + 1)
            )
    return rows


def give_back(database: Database, messages: Sequence[Leased]) -> None:
    """Let another sender have messages that were not tried; the try is not counted."""
    for message in messages:
        _change(database, message, {"leased_until": None, "attempts": message.attempt - 1})


def put_off(database: Database, message: Leased, until: datetime, error: str) -> None:
    """Let a message be tried again from `until`."""
    _change(database, message, {"not_before": until, "leased_until": None, "last_error": error})


def end_sent(database: Database, message: Leased, provider_id: str | None = None) -> None:
    """Close a message that left, and erase whom it went to and what it said."""
    _end(database, message, {"sent_at": clock.now(), "provider_id": provider_id})


def end_unsent(database: Database, message: Leased, error: str | None = None) -> None:
    """Close a message that never left; `error` makes it a dead letter. Erases it too."""
    _end(database, message, {"dead_at": clock.now(), "last_error": error})


def _end(database: Database, message: Leased, values: Mapping[str, object]) -> None:
    erased = {"leased_until": None, "recipient": None, "text": None}
    _change(database, message, {"last_error": None} | dict(values) | erased)


def _change(database: Database, message: Leased, values: Mapping[str, object]) -> None:
    still_mine = (
        OutboxMessage.id == message.id,
        OutboxMessage.attempts == message.attempt,
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.dead_at.is_(None),
    )
    with database.transaction() as connection:
        connection.execute(sa.update(OutboxMessage).where(*still_mine).values(**values))

"""Reads of the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.kernel.db import Moment, reads
from portal.notifications.models import OutboxMessage

LONGEST_WAIT = timedelta(minutes=5)

_UNTOUCHED = (
    sa.select(OutboxMessage.id)
    .where(
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.dead_at.is_(None),
        OutboxMessage.not_before < sa.bindparam("before"),
        sa.or_(
            OutboxMessage.leased_until.is_(None),
            OutboxMessage.leased_until < sa.bindparam("before"),
        ),
    )
    .limit(1)
)


def is_moving(now: datetime) -> bool:
    """Say whether no message has been due for over five minutes without a sender taking it.

    One that waits for its next try does not count: the provider is down, not the sender.
    """
    before = now - LONGEST_WAIT
    return reads().execute(_UNTOUCHED, {"before": before}).first() is None


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How much waits to leave: messages due, the age of the oldest of them in seconds, and
    those of the last day that never left."""

    due: int
    oldest: float
    dead: int


_LIVE = sa.and_(OutboxMessage.sent_at.is_(None), OutboxMessage.dead_at.is_(None))
_BACKLOG = sa.select(
    sa.func.count(),
    sa.func.min(OutboxMessage.not_before, type_=Moment),
).where(_LIVE, OutboxMessage.not_before <= sa.bindparam("now"))
_DEAD_LATELY = sa.select(sa.func.count()).where(
    OutboxMessage.dead_at >= sa.bindparam("since"), OutboxMessage.last_error.is_not(None)
)


def backlog(now: datetime) -> Backlog:
    """Return what waits at this moment."""
    due, oldest = reads().execute(_BACKLOG, {"now": now}).one()
    dead = reads().execute(_DEAD_LATELY, {"since": now - timedelta(days=1)}).scalar_one()
    return Backlog(due=due, oldest=(now - oldest).total_seconds() if due else 0.0, dead=dead)


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """A message that never left; whom it was for and what it said are erased."""

    id: int
    kind: str
    dead_at: datetime
    attempts: int
    last_error: str | None


_DEAD = (
    sa.select(
        OutboxMessage.id,
        OutboxMessage.kind,
        OutboxMessage.dead_at,
        OutboxMessage.attempts,
        OutboxMessage.last_error,
    )
    .where(OutboxMessage.dead_at.is_not(None), OutboxMessage.last_error.is_not(None))
    .order_by(OutboxMessage.dead_at.desc(), OutboxMessage.id)
    .limit(100)
)


def dead_letters() -> Sequence[DeadLetter]:
    """Return the newest messages that never left, without those that only grew too old."""
    return [DeadLetter(**row._mapping) for row in reads().execute(_DEAD)]

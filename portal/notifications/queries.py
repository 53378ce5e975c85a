"""Reads of the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.notifications.models import OutboxMessage

LONGEST_WAIT = timedelta(minutes=5)

_WAITING_SINCE = sa.select(sa.func.min(OutboxMessage.created_at)).where(
    OutboxMessage.sent_at.is_(None),
    OutboxMessage.dead_at.is_(None),
    OutboxMessage.attempts == 0,
    OutboxMessage.not_before <= sa.bindparam("before"),
)


def is_moving(now: datetime) -> bool:
    """Say whether no message has waited over five minutes for its first try."""
    before = now - LONGEST_WAIT
    return reads().execute(_WAITING_SINCE, {"before": before}).scalar_one() is None


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

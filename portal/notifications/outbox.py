"""Putting a message into the outbox, in the transaction of what it tells."""

from datetime import datetime

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.notifications.models import OutboxMessage

_INSERT = sa.insert(OutboxMessage)
_WITHDRAW = sa.delete(OutboxMessage).where(
    OutboxMessage.dedupe_key.startswith(sa.bindparam("key"), autoescape=False),
    OutboxMessage.sent_at.is_(None),
    OutboxMessage.dead_at.is_(None),
)


def enqueue(
    *,
    kind: str,
    recipient: str,
    text: str,
    dedupe_key: str,
    expires_at: datetime | None = None,
    not_before: datetime | None = None,
) -> None:
    """Let a message leave the house once the request's change is committed.

    `recipient` is an E.164 number; `dedupe_key` is one message's own, and the provider's
    proof against repeats. The message leaves from `not_before` (at once), and after
    `expires_at` it is dropped unsent. One of the kind "noop" costs the same work and is
    thrown away by the sender.
    """
    now = clock.now()
    session.execute(
        _INSERT,
        {
            "kind": kind,
            "recipient": recipient,
            "text": text,
            "dedupe_key": dedupe_key,
            "created_at": now,
            "not_before": not_before or now,
            "expires_at": expires_at,
            "attempts": 0,
        },
    )


def withdraw(key: str) -> None:
    """Drop the messages whose `dedupe_key` begins so and that have not left the house yet."""
    session.execute(_WITHDRAW, {"key": key})

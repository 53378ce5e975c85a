"""Putting messages into the outbox and looking at what is kept of them."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.notifications import outbox
from portal.notifications.models import OutboxMessage

LAN = "+84900000123"
TEXT = "Ma OTP: 482915. Dung trong 5 phut."


def a_message(
    key: str = "one",
    *,
    kind: str = "code",
    lives: timedelta | None = None,
    not_before: datetime | None = None,
) -> None:
    outbox.enqueue(
        kind=kind,
        recipient=LAN,
        text=TEXT,
        dedupe_key=key,
        expires_at=clock.now() + lives if lives else None,
        not_before=not_before,
    )
    session.commit()


def the_message() -> OutboxMessage:
    session.expire_all()
    found = session.scalars(sa.select(OutboxMessage)).one()
    session.commit()  # on SQLite a reader in a transaction keeps the sender out
    return found

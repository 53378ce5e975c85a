"""Messages waiting to leave, written in the transaction of what they tell."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed


class OutboxMessage(Base):
    """One message to one number.

    `dedupe_key` is sent to the provider as its request id, so a repeat is refused
    there. The text is erased once the message is sent, dead or too old.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "sent_at", "dead_at", "not_before"),
        CheckConstraint("sent_at IS NULL OR dead_at IS NULL", name="one_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    recipient: Mapped[str | None] = mapped_column(Sealed("outbox.recipient"))
    text: Mapped[str | None] = mapped_column(Sealed("outbox.text"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    not_before: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    sent_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    dead_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    provider_id: Mapped[str | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(default=None)

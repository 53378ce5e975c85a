"""One activation under way: somebody with a slip, on the way to the new phone's code."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment


class ResetActivation(Base):
    """One browser in which a number and the letters of a slip were typed.

    The browser holds a random token, only its hash is here. `reset_id` is empty where the
    number or the letters were wrong, so that both cost the same work. `slip_mac` is which
    slip it was: a new one ends what the old one began. `code_mac` is the keyed hash of the
    code sent to the new phone.
    """

    __tablename__ = "reset_activation"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("(reset_id IS NULL) = (slip_mac IS NULL)", name="slip"),
        CheckConstraint("passed_at IS NULL OR reset_id IS NOT NULL", name="passed"),
        Index("ix_reset_activation_reset_id", "reset_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True, repr=False)
    reset_id: Mapped[UUID | None] = mapped_column(ForeignKey("account_reset.id"))
    slip_mac: Mapped[bytes | None] = mapped_column(repr=False)
    code_mac: Mapped[bytes | None] = mapped_column(repr=False)
    started_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    passed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

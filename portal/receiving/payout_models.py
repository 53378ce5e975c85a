"""What a provider collected for a unit and paid out to its bank, less what it kept."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.receiving.models import Provider

_IN_FORCE = sa.text("state IN ('asked', 'confirmed', 'doubted')")


class PayoutState(StrEnum):
    """Where it stands; money has moved from CONFIRMED until TAKEN_BACK."""

    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    TAKEN_BACK = "taken_back"


MOVED = (PayoutState.CONFIRMED, PayoutState.DOUBTED)


class Payout(Base):
    """That an arrival at the bank is a provider's pay-out: said by one, confirmed by another.

    `amount` is what the bank shows, `charges` what the provider kept of it before. Taking it
    back is said by one and done by another too.
    """

    __tablename__ = "fee_payout"
    __table_args__ = (
        CheckConstraint("provider IN ('vnpay', 'momo')", name="payer"),
        CheckConstraint("amount > 0 AND charges >= 0", name="amounts"),
        CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="decision"),
        CheckConstraint(
            "state IN ('asked', 'withdrawn') OR decided_by <> asked_by", name="two_people"
        ),
        CheckConstraint(
            "state IN ('doubted', 'taken_back') = (doubted_by IS NOT NULL)", name="doubt"
        ),
        CheckConstraint("(state = 'taken_back') = (taken_back_by IS NOT NULL)", name="taken_back"),
        CheckConstraint(
            "state <> 'taken_back' OR taken_back_by <> doubted_by", name="two_people_back"
        ),
        Index(
            "uq_fee_payout_in_force",
            "arrival_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
        Index("ix_fee_payout_arrival_id", "arrival_id"),
        Index("ix_fee_payout_unit_id", "unit_id", "state"),
        Index("ix_fee_payout_asked_by", "asked_by"),
        Index("ix_fee_payout_decided_by", "decided_by"),
        Index("ix_fee_payout_doubted_by", "doubted_by"),
        Index("ix_fee_payout_taken_back_by", "taken_back_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    arrival_id: Mapped[UUID] = mapped_column(ForeignKey("fee_arrival.id"))
    provider: Mapped[Provider] = mapped_column(text_enum(Provider, "payout_provider"))
    amount: Mapped[int]
    charges: Mapped[int]
    state: Mapped[PayoutState] = mapped_column(text_enum(PayoutState, "payout_state"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    doubted_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    doubted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    taken_back_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

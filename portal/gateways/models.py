"""What was asked of VNPAY or MoMo for an order, and what they last said of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.receiving.models import Provider


class Outcome(StrEnum):
    """What a provider said last."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    DOUBTED = "doubted"


class GatewayOrder(Base):
    """An order a resident went to a provider with; `reference` is what the provider calls it."""

    __tablename__ = "gateway_order"
    __table_args__ = (
        UniqueConstraint("provider", "reference"),
        CheckConstraint("provider IN ('vnpay', 'momo')", name="gateway"),
        Index("ix_gateway_order_outcome", "outcome", "begun_at"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("fee_order.id"), primary_key=True)
    provider: Mapped[Provider] = mapped_column(text_enum(Provider, "gateway_provider"))
    reference: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome, "gateway_outcome"))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    asked_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    answer: Mapped[str | None] = mapped_column(default=None)

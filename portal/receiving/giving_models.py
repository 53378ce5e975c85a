"""The word of who holds the cash of a receipt that its payer has it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment


class CashGivenBack(Base):
    """That a collector gave the cash of a receipt back out of their own hands, said that day.

    A word that was taken back is no row; the log keeps that it was said, and taken back.
    """

    __tablename__ = "cash_given_back"
    __table_args__ = (Index("ix_cash_given_back_holder_id", "holder_id"),)

    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("fee_receipt.id"), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    said_at: Mapped[datetime] = mapped_column(Moment)

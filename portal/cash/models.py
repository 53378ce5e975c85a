"""Handing cash over before two people, and counting it at the end of a day."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum


class HandoverState(StrEnum):
    """Where handing over stands."""

    OFFERED = "offered"
    COUNTED = "counted"
    WITHDRAWN = "withdrawn"


class CashHandover(Base):
    """One collector gives cash to another, who counts it.

    What was counted moves; the difference to what was said stays with the giver, and both see
    it. Nobody hands over to themselves, and one offer at a time waits between two people. Cash
    of a closed account is taken over: the taker says what they counted, `claimed`, and a witness
    who counted it too confirms that.
    """

    __tablename__ = "cash_handover"
    __table_args__ = (
        CheckConstraint("giver_id <> taker_id", name="two_people"),
        CheckConstraint("said > 0", name="said"),
        CheckConstraint("counted IS NULL OR counted BETWEEN 0 AND said", name="counted"),
        CheckConstraint("(state = 'counted') = (counted IS NOT NULL)", name="state_counted"),
        CheckConstraint("(state = 'offered') = (closed_at IS NULL)", name="closed"),
        CheckConstraint(
            "claimed IS NULL"
            " OR claimed BETWEEN 0 AND said AND (counted IS NULL OR counted = claimed)",
            name="claimed",
        ),
        CheckConstraint(
            "(witness_id IS NOT NULL) = (claimed IS NOT NULL AND state = 'counted')",
            name="witnessed",
        ),
        CheckConstraint(
            "witness_id IS NULL OR witness_id <> giver_id AND witness_id <> taker_id",
            name="three_people",
        ),
        Index(
            "uq_cash_handover_waiting",
            "unit_id",
            "giver_id",
            "taker_id",
            unique=True,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        ),
        Index("ix_cash_handover_unit_id", "unit_id"),
        Index("ix_cash_handover_giver_id", "giver_id", "offered_at"),
        Index("ix_cash_handover_taker_id", "taker_id", "offered_at"),
        Index("ix_cash_handover_witness_id", "witness_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    taker_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    said: Mapped[int]
    counted: Mapped[int | None] = mapped_column(default=None)
    claimed: Mapped[int | None] = mapped_column(default=None)
    state: Mapped[HandoverState] = mapped_column(text_enum(HandoverState, "handover_state"))
    offered_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    witness_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)


class CashDay(Base):
    """What a collector should hold at the end of a day, and what they counted; once a day."""

    __tablename__ = "cash_day"
    __table_args__ = (
        UniqueConstraint("unit_id", "holder_id", "day"),
        CheckConstraint("expected >= 0 AND counted >= 0", name="amounts"),
        CheckConstraint("counted = expected OR note <> ''", name="note"),
        Index("ix_cash_day_holder_id", "holder_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    day: Mapped[date]
    expected: Mapped[int]
    counted: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime] = mapped_column(Moment)

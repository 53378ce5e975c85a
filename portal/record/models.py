"""Answers of form QĐ 831 part B."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.people.kinds import Sensitivity
from portal.people.models import SENSITIVITY, Recorded
from portal.record.kinds import Answer, Habit


class HistoryAnswer(Recorded, Base):
    """One answer of part B: item of the form, answer, and its words.

    `item` is a key of `record.form.ITEMS`; `row` tells several answers of one item
    apart (a second drug allergy). An item without a current row was not asked. A
    correction is a new row; the old one gets `replaced_at`.
    """

    __tablename__ = "history_answer"
    __table_args__ = (
        Index("ix_history_answer_person_id", "person_id"),
        Index(
            "uq_history_answer_current",
            "person_id",
            "item",
            "row",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        CheckConstraint(
            "answer <> 'not_asked' OR (habit IS NULL AND detail IS NULL)", name="nothing_unasked"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    item: Mapped[str]
    row: Mapped[int] = mapped_column(default=0)
    answer: Mapped[Answer] = mapped_column(text_enum(Answer, "answer"))
    habit: Mapped[Habit | None] = mapped_column(text_enum(Habit, "habit"), default=None)
    detail: Mapped[str | None] = mapped_column(default=None)
    reaction: Mapped[str | None] = mapped_column(default=None)
    quantity: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2), default=None)
    relative: Mapped[str | None] = mapped_column(default=None)
    sensitivity: Mapped[Sensitivity] = mapped_column(SENSITIVITY, default=Sensitivity.NONE)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class YearlyConfirmation(Recorded, Base):
    """The record was gone through and confirmed (QĐ 831: updated yearly)."""

    __tablename__ = "yearly_confirmation"
    __table_args__ = (Index("ix_yearly_confirmation_person_id", "person_id", "confirmed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    confirmed_on: Mapped[date]

"""One emergency opening and its review."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.kernel.i18n import lazy_gettext as _l


class Reason(StrEnum):
    """Why the patient could not be asked."""

    UNCONSCIOUS = "unconscious"
    CANNOT_SPEAK = "cannot_speak"
    CONFUSED = "confused"
    CHILD_ALONE = "child_alone"
    DANGER = "danger"

    @property
    def label(self) -> str:
        return str(REASONS[self])


REASONS: Mapping[Reason, str] = {
    Reason.UNCONSCIOUS: _l("Unconscious"),
    Reason.CANNOT_SPEAK: _l("Cannot speak"),
    Reason.CONFUSED: _l("Confused, cannot decide"),
    Reason.CHILD_ALONE: _l("A child without a representative"),
    Reason.DANGER: _l("Life in danger, no time to ask"),
}


class Verdict(StrEnum):
    """What a review says of an opening."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


class EmergencyOpening(Base):
    """One member of staff opens one record without asking, for four hours at most.

    `widened_at` is the second step: until then only the six-fact card is open.
    """

    __tablename__ = "emergency_opening"
    __table_args__ = (
        CheckConstraint("length(explanation) >= 20", name="explained"),
        CheckConstraint("closes_at > opened_at", name="period"),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by IS NULL)", name="reviewer"),
        CheckConstraint("(reviewed_at IS NULL) = (verdict IS NULL)", name="verdict_given"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> staff_id", name="not_ones_own"),
        Index("ix_emergency_opening_person_id", "person_id", "opened_at"),
        Index("ix_emergency_opening_staff_id", "staff_id", "opened_at"),
        Index("ix_emergency_opening_facility_code", "facility_code"),
        Index("ix_emergency_opening_reviewed_by", "reviewed_by"),
        Index(
            "ix_emergency_opening_to_review",
            "facility_code",
            "opened_at",
            sqlite_where=sa.text("reviewed_at IS NULL"),
            postgresql_where=sa.text("reviewed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    facility_code: Mapped[str] = mapped_column(ForeignKey("facility.code"))
    reason: Mapped[Reason] = mapped_column(text_enum(Reason, "emergency_reason"))
    explanation: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    widened_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    review_by: Mapped[datetime] = mapped_column(Moment)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    verdict: Mapped[Verdict | None] = mapped_column(text_enum(Verdict, "verdict"), default=None)
    review_note: Mapped[str | None] = mapped_column(default=None)

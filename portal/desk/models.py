"""A representation asked for at the counter, until the person or a second member agrees."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.representation.models import RepresentationKind


class Presence(StrEnum):
    """How the wish was known at the counter."""

    BOTH_PRESENT = "both_present"
    DOCUMENT = "document"


class CounterNaming(Base):
    """Who is to act for whom, as it was said at the counter.

    It begins with the code sent to the person's own phone, or with the word of a second
    member of staff: nobody makes a representative alone.
    """

    __tablename__ = "counter_naming"
    __table_args__ = (
        CheckConstraint("person_id <> representative_id", name="two_people"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="second_person"),
        CheckConstraint("months BETWEEN 1 AND 12 OR kind <> 'delegate'", name="months"),
        CheckConstraint("presence <> 'document' OR document IS NOT NULL", name="document"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_counter_naming_person_id", "person_id"),
        Index("ix_counter_naming_representative_id", "representative_id"),
        Index("ix_counter_naming_commune", "commune", "ended_at", "asked_at"),
        Index("ix_counter_naming_asked_by", "asked_by"),
        Index("ix_counter_naming_confirmed_by", "confirmed_by"),
        Index("ix_counter_naming_representation_id", "representation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    representative_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    commune: Mapped[str]
    kind: Mapped[RepresentationKind] = mapped_column(
        text_enum(RepresentationKind, "representation_kind")
    )
    sees: Mapped[bool]
    consents: Mapped[bool]
    pays: Mapped[bool]
    months: Mapped[int | None] = mapped_column(default=None)
    presence: Mapped[Presence] = mapped_column(text_enum(Presence, "presence"))
    document: Mapped[str | None] = mapped_column(default=None)
    code_mac: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    tries: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    representation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("representation.id"), default=None
    )

"""A clinician's request to see a record, and the codes a yes can travel by."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.consents.kinds import Purpose
from portal.consents.models import SECTION
from portal.consents.sections import Section
from portal.kernel.db import Base, Moment, text_enum


class Answer(StrEnum):
    """What became of a request; without an answer in time it is a no."""

    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AccessRequest(Base):
    """A member of staff asks to see sections of a record for a purpose, until a moment.

    `code_mac` is set when the yes may be read aloud: only a keyed hash of the code is
    kept, and `recipient_id`, the person whose phone it was sent to. `to_witness` asks a
    second member of staff to hear the patient's yes.
    """

    __tablename__ = "access_request"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer"),
        CheckConstraint("opens_until > asked_at", name="period"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_access_request_person_id", "person_id", "answer", "asked_at"),
        Index("ix_access_request_staff_id", "staff_id", "asked_at"),
        Index("ix_access_request_recipient_id", "recipient_id"),
        UniqueConstraint("staff_id", "form_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose, "request_purpose"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer_by: Mapped[datetime] = mapped_column(Moment)
    opens_until: Mapped[datetime] = mapped_column(Moment)
    form_key: Mapped[str]
    to_witness: Mapped[bool] = mapped_column(default=False)
    code_mac: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    code_expires_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    tries: Mapped[int] = mapped_column(default=0)
    recipient_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    answer: Mapped[Answer | None] = mapped_column(text_enum(Answer, "request_answer"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class RequestSection(Base):
    """One section a request asks for."""

    __tablename__ = "access_request_section"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"), primary_key=True)
    section: Mapped[Section] = mapped_column(SECTION, primary_key=True)


class DeskCode(Base):
    """A code the resident shows at the desk: 8 characters, 15 minutes, used once."""

    __tablename__ = "desk_code"
    __table_args__ = (
        CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="used"),
        Index("ix_desk_code_person_id", "person_id", "made_at"),
        Index("ix_desk_code_used_by", "used_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(unique=True, repr=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_by_person_id: Mapped[UUID]
    made_by_account_id: Mapped[UUID]
    child_assented: Mapped[bool | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class DeskCodeSection(Base):
    """One section a desk code opens."""

    __tablename__ = "desk_code_section"

    desk_code_id: Mapped[UUID] = mapped_column(ForeignKey("desk_code.id"), primary_key=True)
    section: Mapped[Section] = mapped_column(SECTION, primary_key=True)


class KeyCard(Base):
    """A paper card with scratch codes; a new card replaces the one before.

    Whoever printed it has held the codes in their hand, so they open nothing to them.
    """

    __tablename__ = "key_card"
    __table_args__ = (
        Index("ix_key_card_person_id", "person_id", "issued_at"),
        Index("ix_key_card_issued_by_staff", "issued_by_staff"),
        CheckConstraint("length(card_number) = 8", name="card_number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    card_number: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[str]
    issued_by_staff: Mapped[UUID | None] = mapped_column(
        ForeignKey("staff_member.id"), default=None
    )
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class ScratchCode(Base):
    """One code under the silver of a card."""

    __tablename__ = "scratch_code"
    __table_args__ = (
        UniqueConstraint("card_id", "position"),
        CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="used"),
        Index("ix_scratch_code_used_by", "used_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("key_card.id"))
    position: Mapped[int]
    code_mac: Mapped[bytes] = mapped_column(repr=False)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)

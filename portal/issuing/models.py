"""Batches of sign-in slips: asked for, allowed by a second person, made, taken, forgotten."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum


class BatchScope(StrEnum):
    """For whom the slips are."""

    PERSON = "person"
    HOUSEHOLD = "household"
    VILLAGE = "village"


class BatchState(StrEnum):
    """Where a batch stands; the slips of one that is over are gone."""

    ASKED = "asked"
    MAKING = "making"
    READY = "ready"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVER = "over"


class SlipBatch(Base):
    """Slips for one person, a household or a village; `made` of `size` are finished.

    A slip opens an account, so nobody prints one alone: who asks never allows. Taking the
    lease counts in `lease`, which is also its number: a worker that comes back after its
    lease has passed to another changes nothing. `tries` are those since a part was finished.
    Of the slips that are made `codes` carry a code.
    """

    __tablename__ = "slip_batch"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision"),
        CheckConstraint(
            "state NOT IN ('making', 'ready') OR decided_by IS NOT NULL", name="decided_first"
        ),
        CheckConstraint("made BETWEEN 0 AND size", name="made"),
        CheckConstraint("codes BETWEEN 0 AND made", name="codes"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("(scope = 'person') = (person_id IS NOT NULL)", name="person"),
        CheckConstraint("(scope = 'household') = (household_id IS NOT NULL)", name="household"),
        CheckConstraint("(scope = 'village') = (village_id IS NOT NULL)", name="village"),
        CheckConstraint("state <> 'ready' OR ready_at IS NOT NULL", name="ready"),
        Index("ix_slip_batch_commune", "commune", "state", "asked_at"),
        Index("ix_slip_batch_person_id", "person_id"),
        Index("ix_slip_batch_household_id", "household_id"),
        Index("ix_slip_batch_village_id", "village_id"),
        Index("ix_slip_batch_asked_by", "asked_by", "asked_at"),
        Index("ix_slip_batch_decided_by", "decided_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    scope: Mapped[BatchScope] = mapped_column(text_enum(BatchScope, "batch_scope"))
    commune: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("household.id"), default=None)
    village_id: Mapped[UUID | None] = mapped_column(ForeignKey("village.id"), default=None)
    state: Mapped[BatchState] = mapped_column(text_enum(BatchState, "batch_state"))
    size: Mapped[int]
    made: Mapped[int] = mapped_column(default=0)
    codes: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ready_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    taken_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    lease: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    tries: Mapped[int] = mapped_column(default=0)


class SlipLine(Base):
    """One slip of a batch: for whom, and on which part it is printed; its code is nowhere."""

    __tablename__ = "slip_line"
    __table_args__ = (Index("ix_slip_line_person_id", "person_id"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("slip_batch.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    part: Mapped[int | None] = mapped_column(default=None)


class SlipPart(Base):
    """Some pages of a batch as a PDF, sealed: the codes on it open accounts."""

    __tablename__ = "slip_part"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("slip_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    pages: Mapped[bytes] = mapped_column(LargeBinary, repr=False)

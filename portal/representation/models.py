"""Who may act for whom, from when to when."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.kernel.i18n import lazy_gettext as _l


class RepresentationKind(StrEnum):
    """On which ground somebody acts for another."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    DELEGATE = "delegate"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    RepresentationKind.PARENT: _l("Parent"),
    RepresentationKind.GUARDIAN: _l("Guardian"),
    RepresentationKind.DELEGATE: _l("Named by the person"),
}


class EndedAs(StrEnum):
    """Who ended a representation."""

    REPRESENTED = "represented"
    REPRESENTATIVE = "representative"
    STATION = "station"


class Representation(Base):
    """One person acts for another: sees, consents, pays, each by its own word.

    A minor has one representative at a time (Law 15/2023/QH15, article 8). A parent's or
    guardian's ends on the 18th birthday by the clock of the request; a delegation ends
    within 12 months. Rows are ended, never changed otherwise.
    """

    __tablename__ = "representation"
    __table_args__ = (
        CheckConstraint("person_id <> representative_id", name="two_people"),
        CheckConstraint("sees OR consents OR pays", name="something"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="period"),
        CheckConstraint("kind <> 'delegate' OR ends_at IS NOT NULL", name="delegation_ends"),
        CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="end"),
        Index(
            "uq_representation_of_a_minor",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND kind <> 'delegate'"),
            postgresql_where=sa.text("ended_at IS NULL AND kind <> 'delegate'"),
        ),
        Index(
            "uq_representation_pair",
            "person_id",
            "representative_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        Index("ix_representation_representative_id", "representative_id", "ended_at"),
        Index("ix_representation_person_id", "person_id", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    representative_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[RepresentationKind] = mapped_column(
        text_enum(RepresentationKind, "representation_kind")
    )
    sees: Mapped[bool]
    consents: Mapped[bool]
    pays: Mapped[bool]
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    registered_by: Mapped[str]
    evidence: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ended_as: Mapped[EndedAs | None] = mapped_column(text_enum(EndedAs, "ended_as"), default=None)

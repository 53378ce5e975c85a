"""Villages, households and health facilities."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base
from portal.kernel.keys_of_rows import new_key


class Village(Base):
    """A thôn: the unit of all reporting.

    Villages of communes merged on 1 July 2025 may share a name, so the former commune
    is part of what tells them apart.
    """

    __tablename__ = "village"
    __table_args__ = (UniqueConstraint("commune", "former_commune", "name_folded"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    name: Mapped[str]
    name_folded: Mapped[str]
    commune: Mapped[str]
    former_commune: Mapped[str] = mapped_column(default="")


class Household(Base):
    """A hộ gia đình; its code is the commune's own, of no fixed shape."""

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("code", "commune"),
        Index("ix_household_village_id", "village_id"),
        Index("ix_household_commune", "commune", "code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    code: Mapped[str]
    commune: Mapped[str]
    village_id: Mapped[UUID | None] = mapped_column(ForeignKey("village.id"), default=None)


class Facility(Base):
    """A health facility, known by its 5-character insurance code (or 13-digit GLN).

    A merger keeps the old row and names its successor, so that visits, consents and the
    log stay attached to the code that was true at the time.
    """

    __tablename__ = "facility"
    __table_args__ = (
        CheckConstraint("(merged_into IS NULL) = (merged_on IS NULL)", name="merger"),
        CheckConstraint("merged_into IS NULL OR merged_into <> code", name="not_into_itself"),
        Index("ix_facility_merged_into", "merged_into"),
        Index("ix_facility_name_folded", "name_folded"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_folded: Mapped[str]
    phone: Mapped[str | None] = mapped_column(default=None)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("facility.code"), default=None)
    merged_on: Mapped[date | None] = mapped_column(default=None)

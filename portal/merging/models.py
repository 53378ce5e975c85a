"""Two entries of one person that become one, deaths, and the names and codes of newborns."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum


class MergeState(StrEnum):
    """Where a merge stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


_OPEN = sa.column("state", sa.String).in_(["asked", "done"])


class PersonMerge(Base):
    """One entry that goes into another, asked by one and done by a second person.

    Whoever merged alone could read a stranger's record under an entry of their own. Whoever
    did the merge does not undo it: undoing hands a record out once more.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", name="two_entries"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision"),
        CheckConstraint(
            "state NOT IN ('done', 'undone') OR decided_by IS NOT NULL", name="decided_first"
        ),
        CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undoing"),
        CheckConstraint("undone_at IS NULL OR undone_at < undo_until", name="in_time"),
        CheckConstraint("undone_by IS NULL OR undone_by <> decided_by", name="undone_by_another"),
        Index(
            "uq_person_merge_open",
            "merged_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_person_merge_kept_id", "kept_id"),
        Index("ix_person_merge_merged_id", "merged_id"),
        Index("ix_person_merge_commune", "commune", "state", "asked_at"),
        Index("ix_person_merge_asked_by", "asked_by"),
        Index("ix_person_merge_decided_by", "decided_by"),
        Index("ix_person_merge_undone_by", "undone_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    commune: Mapped[str]
    state: Mapped[MergeState] = mapped_column(text_enum(MergeState, "merge_state"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    undo_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    undone_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class MergedRow(Base):
    """One value a merge wrote into a row, with the value that stood there before.

    `row_key` is the row's primary key, `before` and `after` are values, all as JSON. A row
    that says `after` no more was changed since, and an undoing leaves it as it is.
    """

    __tablename__ = "merged_row"
    __table_args__ = (Index("ix_merged_row_merge_id", "merge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    merge_id: Mapped[UUID] = mapped_column(ForeignKey("person_merge.id"))
    table_name: Mapped[str]
    row_key: Mapped[str]
    column_name: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]


class DifferentPeople(Base):
    """Two entries that look alike and were found to be two people; `one_id` is the smaller."""

    __tablename__ = "different_people"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="order"),
        Index("ix_different_people_other_id", "other_id"),
        Index("ix_different_people_found_by", "found_by"),
    )

    one_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    found_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    found_at: Mapped[datetime] = mapped_column(Moment)


class DeathSeen(StrEnum):
    """What the desk saw before it wrote a death down; never taken as a picture."""

    CERTIFICATE = "certificate"
    NOTICE = "notice"
    HOME_VISIT = "home_visit"


_STANDING = sa.column("taken_back_at", sa.DateTime).is_(None)


class DeathRecord(Base):
    """A death as the desk wrote it down, and whoever took it back.

    `closed` counts what ended with it, as JSON: taking it back revives nothing of that.
    """

    __tablename__ = "death_record"
    __table_args__ = (
        CheckConstraint(
            "taken_back_by IS NULL OR taken_back_by <> recorded_by", name="taken_back_by_another"
        ),
        CheckConstraint("(taken_back_by IS NULL) = (taken_back_at IS NULL)", name="taken_back"),
        CheckConstraint("taken_back_at IS NULL OR taken_back_at < take_back_until", name="in_time"),
        Index(
            "uq_death_record_standing",
            "person_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_death_record_person_id", "person_id", "recorded_at"),
        Index("ix_death_record_commune", "commune", "recorded_at"),
        Index("ix_death_record_recorded_by", "recorded_by"),
        Index("ix_death_record_taken_back_by", "taken_back_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    commune: Mapped[str]
    deceased_on: Mapped[date]
    seen: Mapped[DeathSeen] = mapped_column(text_enum(DeathSeen, "death_seen"))
    closed: Mapped[str]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    take_back_until: Mapped[datetime] = mapped_column(Moment)
    taken_back_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class FormerName(Base):
    """A name somebody had in the register until they were given another."""

    __tablename__ = "former_name"
    __table_args__ = (
        Index("ix_former_name_person_id", "person_id", "until"),
        Index("ix_former_name_changed_by", "changed_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    full_name: Mapped[str]
    until: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))


class LocalNumber(Base):
    """The last running number a station gave to a newborn in a year."""

    __tablename__ = "local_number"
    __table_args__ = (CheckConstraint("last > 0", name="last"),)

    facility_code: Mapped[str] = mapped_column(ForeignKey("facility.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]

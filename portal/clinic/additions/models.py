"""What members of staff have written into records here: who, where, and instead of what."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.kernel.i18n import lazy_gettext as _l


class EntryKind(StrEnum):
    """What was written."""

    VALUES = "values"
    VISIT = "visit"
    ADVICE = "advice"
    DOSE = "dose"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    EntryKind.VALUES: _l("Measured values"),
    EntryKind.VISIT: _l("Visit"),
    EntryKind.ADVICE: _l("Advice"),
    EntryKind.DOSE: _l("Dose given"),
}


class WrittenEntry(Base):
    """One form sent in, once; append only.

    `object_id` names the visit or dose that was written, or the set of measured values. A
    correction names the entry it stands on top of, and why; of two at the same moment the
    database takes one. The database refuses UPDATE and DELETE by trigger.
    """

    __tablename__ = "written_entry"
    __table_args__ = (
        UniqueConstraint("staff_id", "form_key"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("(replaces_id IS NULL) = (reason IS NULL)", name="corrections_say_why"),
        CheckConstraint("replaces_id IS NULL OR replaces_id <> id", name="not_itself"),
        Index("ix_written_entry_person_id", "person_id", "written_at"),
        Index("ix_written_entry_facility_code", "facility_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[EntryKind] = mapped_column(text_enum(EntryKind, "written_entry_kind"))
    object_id: Mapped[UUID]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    facility_code: Mapped[str] = mapped_column(ForeignKey("facility.code"))
    form_key: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Moment)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("written_entry.id"), default=None)
    reason: Mapped[str | None] = mapped_column(default=None, repr=False)

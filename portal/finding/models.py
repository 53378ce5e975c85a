"""What staff search for, kept sealed for a quarter of an hour."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum


class SearchKind(StrEnum):
    """What was typed, as the log names it; RECORD begins at a record that is open already."""

    PERSONAL_ID = "personal_id"
    INSURANCE_CARD = "insurance_card"
    LOCAL_CODE = "local_code"
    KEY_CARD = "key_card"
    NAME = "name"
    RECORD = "record"


class PatientSearch(Base):
    """One search of one member of staff; addresses carry its id, never what was typed."""

    __tablename__ = "patient_search"
    __table_args__ = (
        CheckConstraint("expires_at > at", name="lifetime"),
        Index("ix_patient_search_staff_id", "staff_id", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    query: Mapped[str] = mapped_column(Sealed("patient_search.query"), repr=False)
    kind: Mapped[SearchKind] = mapped_column(text_enum(SearchKind, "search_kind"))
    at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)

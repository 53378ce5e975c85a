"""A numbered case: something a resident reports and the station answers by a day."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.kernel.i18n import lazy_gettext as _l


class CaseKind(StrEnum):
    """What is reported."""

    WRONG_FACT = "wrong_fact"
    MISSING_DOSE = "missing_dose"
    UNKNOWN_VIEWER = "unknown_viewer"
    NOT_MY_VISIT = "not_my_visit"
    NOT_MY_RESET = "not_my_reset"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    CaseKind.WRONG_FACT: _l("Something is wrong"),
    CaseKind.MISSING_DOSE: _l("A missing dose"),
    CaseKind.UNKNOWN_VIEWER: _l("An unknown viewer"),
    CaseKind.NOT_MY_VISIT: _l("A visit the person was not at"),
    CaseKind.NOT_MY_RESET: _l("A change of phone nobody had asked for"),
}


class CaseState(StrEnum):
    """How far the station is."""

    RECEIVED = "received"
    LOOKING = "looking"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])


STATE_LABELS = {
    CaseState.RECEIVED: _l("Received"),
    CaseState.LOOKING: _l("Being looked into"),
    CaseState.ANSWERED: _l("Answered"),
}


# What a station answers for others to see: about a look, or a visit that was somebody else's.
_IS_WATCHED = sa.text("kind IN ('unknown_viewer', 'not_my_visit')")
IS_OPEN = sa.text("state <> 'answered'")


class ServiceCase(Base):
    """One case about one person; `subject` names the fact or log line it is about.

    `number` counts within a year, so a case is quoted as "0317". `looking_at` is when
    somebody began to look into it; a case may be answered without. A case about a look or a
    visit concerns a facility: the database writes down which, by a trigger.
    """

    __tablename__ = "service_case"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        UniqueConstraint("opened_by", "form_key"),
        Index("ix_service_case_person_id", "person_id", "opened_at"),
        Index(
            "ix_service_case_watched",
            "due_on",
            "id",
            sqlite_where=_IS_WATCHED,
            postgresql_where=_IS_WATCHED,
        ),
        Index(
            "ix_service_case_facility_code",
            "facility_code",
            "due_on",
            "id",
            sqlite_where=_IS_WATCHED,
            postgresql_where=_IS_WATCHED,
        ),
        Index(
            "ix_service_case_open",
            "person_id",
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answer"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[CaseKind] = mapped_column(text_enum(CaseKind, "case_kind"))
    state: Mapped[CaseState] = mapped_column(
        text_enum(CaseState, "case_state"), default=CaseState.RECEIVED
    )
    subject: Mapped[str]
    says: Mapped[str]
    knows_from: Mapped[str | None] = mapped_column(default=None)
    opened_by: Mapped[UUID]
    form_key: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_on: Mapped[date]
    looking_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    facility_code: Mapped[str | None] = mapped_column(init=False, default=None)

    @property
    def quoted_number(self) -> str:
        return f"{self.number:04d}"

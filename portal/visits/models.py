"""One encounter and everything written down in it.

A re-sent encounter becomes a new row whose `replaces_id` points at the old one, and
the old one gets `replaced_at`; the parts below belong to one version. Nothing is
overwritten.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.people.kinds import Sensitivity
from portal.people.models import SENSITIVITY, Recorded
from portal.visits.kinds import DiagnosisRole, DocumentKind, ResultKind


class Encounter(Recorded, Base):
    """One treatment episode at one facility (claim files: one HOSO).

    `care_class` is MA_LOAI_KCB (or "advice", our own, for advice without a visit),
    `outcome` KET_QUA_DTRI, `discharge` MA_LOAI_RV, as codes. `ended_at` may lie in the
    future: outpatient drug episodes end at 23:59 of the last day with medicine.
    `content_hash` tells a changed re-send from a copy.
    """

    __tablename__ = "encounter"
    __table_args__ = (
        Index(
            "uq_encounter_current",
            "facility_code",
            "external_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        Index("ix_encounter_person_id", "person_id", "started_at", "id"),
        Index("ix_encounter_replaces_id", "replaces_id"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    facility_code: Mapped[str]
    external_id: Mapped[str]
    content_hash: Mapped[bytes]
    care_class: Mapped[str | None] = mapped_column(default=None)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    paid_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    admission_reason: Mapped[str | None] = mapped_column(default=None)
    admission_diagnosis: Mapped[str | None] = mapped_column(default=None)
    final_diagnosis: Mapped[str | None] = mapped_column(default=None)
    history: Mapped[str | None] = mapped_column(default=None)
    treatment: Mapped[str | None] = mapped_column(default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)
    discharge: Mapped[str | None] = mapped_column(default=None)
    advice: Mapped[str | None] = mapped_column(default=None)
    department: Mapped[str | None] = mapped_column(default=None)
    clinician: Mapped[str | None] = mapped_column(default=None)
    sensitivity: Mapped[Sensitivity] = mapped_column(SENSITIVITY, default=Sensitivity.NONE)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"), default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class _Part(MappedAsDataclass, kw_only=True):
    """A row of one encounter, in the order of the file."""

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    position: Mapped[int]


class Diagnosis(_Part, Base):
    """A diagnosis: the code groups, the words of the file are shown."""

    __tablename__ = "diagnosis"
    __table_args__ = (UniqueConstraint("encounter_id", "role", "position"),)

    role: Mapped[DiagnosisRole] = mapped_column(text_enum(DiagnosisRole, "diagnosis_role"))
    icd10: Mapped[str | None] = mapped_column(default=None)
    name: Mapped[str | None] = mapped_column(default=None)
    sensitivity: Mapped[Sensitivity] = mapped_column(SENSITIVITY, default=Sensitivity.NONE)


class Medicine(_Part, Base):
    """A medicine as prescribed; the dose is text and is never computed from."""

    __tablename__ = "medicine"
    __table_args__ = (UniqueConstraint("encounter_id", "position"),)

    name: Mapped[str]
    strength: Mapped[str | None] = mapped_column(default=None)
    unit: Mapped[str | None] = mapped_column(default=None)
    form: Mapped[str | None] = mapped_column(default=None)
    route: Mapped[str | None] = mapped_column(default=None)
    dose_text: Mapped[str | None] = mapped_column(default=None)
    instruction: Mapped[str | None] = mapped_column(default=None)
    quantity: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 3), default=None)
    ordered_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class Procedure(_Part, Base):
    """An operation or procedure (claim files: MA_NHOM 8 and 18)."""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("encounter_id", "position"),)

    name: Mapped[str]
    code: Mapped[str | None] = mapped_column(default=None)
    icd9: Mapped[str | None] = mapped_column(default=None)
    performed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class LabResult(_Part, Base):
    """A result: the raw text always, a number only where the text is a plain number.

    `person_id` repeats the encounter's, so that a person's results have an index of
    their own. `test_code` is a key of the reviewed table of tests, when recognised.
    """

    __tablename__ = "lab_result"
    __table_args__ = (
        UniqueConstraint("encounter_id", "position"),
        Index("ix_lab_result_person_id", "person_id", "test_code", "resulted_at", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ResultKind] = mapped_column(text_enum(ResultKind, "result_kind"))
    name: Mapped[str]
    service_code: Mapped[str | None] = mapped_column(default=None)
    index_code: Mapped[str | None] = mapped_column(default=None)
    test_code: Mapped[str | None] = mapped_column(default=None)
    value_text: Mapped[str | None] = mapped_column(default=None)
    value: Mapped[Decimal | None] = mapped_column(sa.Numeric(14, 4), default=None)
    unit: Mapped[str | None] = mapped_column(default=None)
    description: Mapped[str | None] = mapped_column(default=None)
    conclusion: Mapped[str | None] = mapped_column(default=None)
    resulted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class CourseNote(_Part, Base):
    """What was noted during the stay (claim files: XML5)."""

    __tablename__ = "course_note"
    __table_args__ = (UniqueConstraint("encounter_id", "position"),)

    text: Mapped[str]
    noted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    stage: Mapped[str | None] = mapped_column(default=None)
    consultation: Mapped[str | None] = mapped_column(default=None)
    operation: Mapped[str | None] = mapped_column(default=None)


class ExaminationFinding(_Part, Base):
    """One line of part D2.2 to D2.3 of form QĐ 831; `item` is a key of `visits.form`."""

    __tablename__ = "examination_finding"
    __table_args__ = (UniqueConstraint("encounter_id", "item"),)

    item: Mapped[str]
    finding: Mapped[str]
    sensitivity: Mapped[Sensitivity] = mapped_column(SENSITIVITY, default=Sensitivity.NONE)


class Appointment(_Part, Base):
    """When to come back (claim files: XML14 and NGAY_TAI_KHAM)."""

    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("encounter_id", "position"),
        Index("ix_appointment_person_id", "person_id", "due_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    facility_code: Mapped[str | None] = mapped_column(default=None)


class EncounterDocument(_Part, Base):
    """A letter or summary, as labelled text."""

    __tablename__ = "encounter_document"
    __table_args__ = (UniqueConstraint("encounter_id", "position"),)

    kind: Mapped[DocumentKind] = mapped_column(text_enum(DocumentKind, "document_kind"))
    number: Mapped[str | None] = mapped_column(default=None)
    issued_on: Mapped[date | None] = mapped_column(default=None)
    text: Mapped[str]


class EncounterCost(Base):
    """Totals in đồng as claimed; stored, hidden by default, no clinical meaning."""

    __tablename__ = "encounter_cost"

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    total: Mapped[int] = mapped_column(sa.BigInteger)
    insurance_paid: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    co_payment: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    self_paid: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    other_sources: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class KeptVisit(Base):
    """The person keeps a visit from the household, or shows it again; append only.

    The newest row decides. It names the visit as its facility does, so that a version
    sent later stays kept. The database refuses UPDATE and DELETE by trigger.
    """

    __tablename__ = "kept_visit"
    __table_args__ = (
        Index("ix_kept_visit_person_id", "person_id", "facility_code", "external_id", "id"),
        Index("ix_kept_visit_by_account", "by_account"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    facility_code: Mapped[str]
    external_id: Mapped[str]
    kept: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
    by_account: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

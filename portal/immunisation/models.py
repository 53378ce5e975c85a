"""Doses given, doses planned by the registry, doses a family reports."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.kernel.partial_date import Precision
from portal.people.models import Recorded


class Dose(Recorded, Base):
    """One dose given to one person.

    `vaccine_code` is a key of the vaccine catalogue, empty when the name was not
    recognised (the name as written is always kept). `number_as_written` is what the
    file said; the course computes its own numbers. `replaces_id` is the version that staff
    corrected.
    """

    __tablename__ = "dose"
    __table_args__ = (
        Index(
            "uq_dose_current",
            "person_id",
            "given_on",
            "vaccine_key",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        Index("ix_dose_person_id", "person_id"),
        Index("ix_dose_replaces_id", "replaces_id"),
        CheckConstraint(
            "gestation_month IS NULL OR gestation_month BETWEEN 1 AND 10", name="gestation_month"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    vaccine_key: Mapped[str]
    vaccine_code: Mapped[str | None] = mapped_column(default=None)
    vaccine_name: Mapped[str]
    given_on: Mapped[date]
    given_precision: Mapped[Precision] = mapped_column(text_enum(Precision, "given_precision"))
    number_as_written: Mapped[str | None] = mapped_column(default=None)
    facility_name: Mapped[str | None] = mapped_column(default=None)
    facility_code: Mapped[str | None] = mapped_column(default=None)
    lot: Mapped[str | None] = mapped_column(default=None)
    vaccinator: Mapped[str | None] = mapped_column(default=None)
    reaction: Mapped[str | None] = mapped_column(default=None)
    funding: Mapped[str | None] = mapped_column(default=None)
    next_on: Mapped[date | None] = mapped_column(default=None)
    gestation_month: Mapped[int | None] = mapped_column(default=None)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("dose.id"), default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class PlannedDose(Recorded, Base):
    """A dose the registry lists as not yet given: a plan, never a dose."""

    __tablename__ = "planned_dose"
    __table_args__ = (Index("uq_planned_dose", "person_id", "vaccine_key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    vaccine_key: Mapped[str]
    vaccine_code: Mapped[str | None] = mapped_column(default=None)
    vaccine_name: Mapped[str]
    planned_on: Mapped[date | None] = mapped_column(default=None)


class DoseReport(Base):
    """A dose a resident says was given elsewhere, until the station has checked it.

    It is shown with its case number and never counts as given.
    """

    __tablename__ = "dose_report"
    __table_args__ = (
        Index("ix_dose_report_person_id", "person_id", "reported_at"),
        Index("uq_dose_report_case_id", "case_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"))
    vaccine_code: Mapped[str]
    given_on: Mapped[date]
    given_precision: Mapped[Precision] = mapped_column(text_enum(Precision, "report_precision"))
    place: Mapped[str]
    has_paper: Mapped[bool]
    reported_by: Mapped[UUID]
    reported_at: Mapped[datetime] = mapped_column(Moment)

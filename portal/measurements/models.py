"""Measured values of a person."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum
from portal.measurements.kinds import MeasurementKind
from portal.people.models import Recorded


class Measurement(Recorded, Base):
    """One measured value, in the unit of its kind (mmHg, kg, cm, mmol/L, °C, per minute).

    `second_value` holds the diastolic pressure. `questionable` marks values that
    exporters are known to invent; they are shown with that mark and never charted.
    `replaces_id` is the version that staff corrected.
    """

    __tablename__ = "measurement"
    __table_args__ = (
        Index("ix_measurement_person_id", "person_id", "kind", "taken_at", "id"),
        Index("ix_measurement_encounter_id", "encounter_id"),
        Index("ix_measurement_replaces_id", "replaces_id"),
        Index(
            "uq_measurement_current",
            "person_id",
            "kind",
            "taken_at",
            "source",
            "origin",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        CheckConstraint("value > 0", name="positive"),
        CheckConstraint("(kind = 'pressure') = (second_value IS NOT NULL)", name="pressure_pair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(default=None)
    kind: Mapped[MeasurementKind] = mapped_column(text_enum(MeasurementKind, "measurement_kind"))
    value: Mapped[Decimal] = mapped_column(sa.Numeric(8, 2))
    second_value: Mapped[Decimal | None] = mapped_column(sa.Numeric(8, 2), default=None)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    origin: Mapped[str] = mapped_column(default="")
    facility_code: Mapped[str | None] = mapped_column(default=None)
    questionable: Mapped[bool] = mapped_column(default=False)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("measurement.id"), default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

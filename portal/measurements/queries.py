"""Measured values over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Source

MOST_VALUES = 400


@dataclass(frozen=True, kw_only=True)
class Value:
    """One measured value in the unit of its kind; `second` is the diastolic pressure."""

    kind: MeasurementKind
    value: Decimal
    second: Decimal | None
    taken_at: datetime
    source: Source
    questionable: bool


_VALUES = (
    sa.select(
        Measurement.kind,
        Measurement.value,
        Measurement.second_value.label("second"),
        Measurement.taken_at,
        Measurement.source,
        Measurement.questionable,
    )
    .where(
        Measurement.person_id == sa.bindparam("person_id"),
        Measurement.kind.in_(sa.bindparam("kinds", expanding=True)),
        Measurement.replaced_at.is_(None),
    )
    .order_by(Measurement.taken_at.desc(), Measurement.id.desc())
    .limit(MOST_VALUES)
)


def values_of(person_id: UUID, kinds: Sequence[MeasurementKind]) -> Sequence[Value]:
    """Return the newest values of some kinds, oldest first."""
    rows = reads().execute(_VALUES, {"person_id": person_id, "kinds": list(kinds)})
    return [Value(**row._mapping) for row in rows][::-1]

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
from portal.people.kinds import Sensitivity, Source
from portal.people.models import SENSITIVITY

MOST_VALUES = 400

# Visits stand above this package: their few columns that close a value are named here.
_VISIT = sa.table("encounter", sa.column("id", sa.Uuid()), sa.column("sensitivity", SENSITIVITY))
_DIAGNOSIS = sa.table(
    "diagnosis", sa.column("encounter_id", sa.Uuid()), sa.column("sensitivity", SENSITIVITY)
)
_OF_A_RESTRICTED_VISIT = sa.or_(
    sa.exists().where(
        _VISIT.c.id == Measurement.encounter_id, _VISIT.c.sensitivity != Sensitivity.NONE
    ),
    sa.exists().where(
        _DIAGNOSIS.c.encounter_id == Measurement.encounter_id,
        _DIAGNOSIS.c.sensitivity != Sensitivity.NONE,
    ),
)


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
        sa.or_(sa.bindparam("all", type_=sa.Boolean), sa.not_(_OF_A_RESTRICTED_VISIT)),
    )
    .order_by(Measurement.taken_at.desc(), Measurement.id.desc())
    .limit(MOST_VALUES)
)


def values_of(
    person_id: UUID, kinds: Sequence[MeasurementKind], *, sensitive_shown: bool
) -> Sequence[Value]:
    """Return the newest values of some kinds, oldest first.

    Values of a restricted visit are absent unless they may be shown.
    """
    values = {"person_id": person_id, "kinds": list(kinds), "all": sensitive_shown}
    rows = reads().execute(_VALUES, values)
    return [Value(**row._mapping) for row in rows][::-1]

"""Measured values over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.measurements.seen_visits import of_an_unseen_visit
from portal.people.kinds import Source
from portal.people.sight import Sight

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
    corrected: bool = False


_COLUMNS = (
    Measurement.kind,
    Measurement.value,
    Measurement.second_value.label("second"),
    Measurement.taken_at,
    Measurement.source,
    Measurement.questionable,
    Measurement.replaces_id.is_not(None).label("corrected"),
)
_VALUES = (
    sa.select(*_COLUMNS)
    .where(
        Measurement.person_id == sa.bindparam("person_id"),
        Measurement.kind.in_(sa.bindparam("kinds", expanding=True)),
        Measurement.replaced_at.is_(None),
        sa.not_(of_an_unseen_visit(Measurement.encounter_id)),
    )
    .order_by(Measurement.taken_at.desc(), Measurement.id.desc())
    .limit(MOST_VALUES)
)


def values_of(
    person_id: UUID, kinds: Sequence[MeasurementKind], *, sight: Sight
) -> Sequence[Value]:
    """Return the newest values of some kinds, oldest first, none of a visit out of sight."""
    values = {"person_id": person_id, "kinds": list(kinds), **sight.parameters}
    rows = reads().execute(_VALUES, values)
    return [Value(**row._mapping) for row in rows][::-1]


def _newest() -> sa.Select[Any]:
    place = sa.func.row_number().over(
        partition_by=Measurement.kind,
        order_by=(Measurement.taken_at.desc(), Measurement.id.desc()),
    )
    rows = (
        sa.select(*_COLUMNS, place.label("place"))
        .where(
            Measurement.person_id == sa.bindparam("person_id"),
            Measurement.replaced_at.is_(None),
            sa.not_(Measurement.questionable),
            sa.not_(of_an_unseen_visit(Measurement.encounter_id)),
        )
        .subquery()
    )
    return (
        sa.select(*(column for column in rows.c if column.name != "place"))
        .where(rows.c.place == 1)
        .order_by(rows.c.kind)
        .limit(len(MeasurementKind))
    )


_NEWEST = _newest()


def newest_values(person_id: UUID, *, sight: Sight) -> Sequence[Value]:
    """Return the newest trusted value of each kind, none of a visit out of sight."""
    rows = reads().execute(_NEWEST, {"person_id": person_id, **sight.parameters})
    return [Value(**row._mapping) for row in rows]

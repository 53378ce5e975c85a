"""Values a clinician measures and types in, one set at a time; corrected on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Source
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class TypedValue:
    """One value in the unit of its kind; `second` is the lower pressure."""

    value: Decimal
    second: Decimal | None = None


Values = Mapping[MeasurementKind, TypedValue]


@dataclass(frozen=True, kw_only=True)
class Retired:
    """A set put out of force: when it was measured, and its rows by kind."""

    taken_at: datetime
    rows: Mapping[MeasurementKind, int]


def write_values(
    person_id: UUID,
    values: Values,
    set_id: UUID,
    *,
    by: SignedInStaff,
    replaces: Retired | None = None,
) -> None:
    """Add a set of values; its id is the origin all of them name."""
    taken_at = replaces.taken_at if replaces else clock.now()
    session.add_all(
        Measurement(
            person_id=person_id,
            kind=kind,
            value=typed.value,
            second_value=typed.second,
            taken_at=taken_at,
            origin=_origin(set_id),
            replaces_id=replaces.rows.get(kind) if replaces else None,
            facility_code=by.facility_code,
            source=Source.STATION,
            recorded_on=clock.today(),
            recorded_by=by.name_with_title,
        )
        for kind, typed in values.items()
    )


def retire_values(person_id: UUID, set_id: UUID) -> Retired:
    """Put a whole set out of force, to write a better one."""
    rows = _current(person_id, set_id)
    for row in rows:
        row.replaced_at = clock.now()
    taken_at = rows[0].taken_at if rows else clock.now()
    return Retired(taken_at=taken_at, rows={row.kind: row.id for row in rows})


def values_written(person_id: UUID, set_id: UUID) -> Values:
    """Return the values of a set that are in force."""
    return {
        row.kind: TypedValue(value=row.value, second=row.second_value)
        for row in _current(person_id, set_id)
    }


def _current(person_id: UUID, set_id: UUID) -> Sequence[Measurement]:
    return session.scalars(
        sa.select(Measurement)
        .where(
            Measurement.person_id == person_id,
            Measurement.origin == _origin(set_id),
            Measurement.replaced_at.is_(None),
        )
        .order_by(Measurement.id)
    ).all()


def _origin(set_id: UUID) -> str:
    return f"set:{set_id}"

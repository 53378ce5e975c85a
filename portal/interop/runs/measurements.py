"""Measured values of an encounter, in the unit of their kind."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal.interop.runs.writes import Writes
from portal.interop.values.encounter import EncounterValue, VitalSigns
from portal.kernel.remembered import remembered
from portal.kernel.text import fold
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement

# What can be true of a living person; outside it a figure is kept with a mark and not
# charted (plausibility of form QĐ 831, part D2).
_PLAUSIBLE = {
    MeasurementKind.PRESSURE: (Decimal(50), Decimal(300)),
    MeasurementKind.PULSE: (Decimal(20), Decimal(250)),
    MeasurementKind.TEMPERATURE: (Decimal(30), Decimal(43)),
    MeasurementKind.RESPIRATION: (Decimal(5), Decimal(80)),
    MeasurementKind.OXYGEN: (Decimal(40), Decimal(100)),
    MeasurementKind.WEIGHT: (Decimal("0.5"), Decimal(300)),
    MeasurementKind.HEIGHT: (Decimal(30), Decimal(250)),
    MeasurementKind.WAIST: (Decimal(20), Decimal(200)),
    MeasurementKind.GLUCOSE: (Decimal(1), Decimal(50)),
}
_LARGEST = Decimal(99999)


def add(
    writes: Writes,
    person_id: UUID,
    encounter_id: UUID,
    value: EncounterValue,
    recorded: Mapping[str, Any],
) -> None:
    """Add one row per measured value; of two at one moment the last is kept."""
    rows: dict[tuple[MeasurementKind, datetime], dict[str, Any]] = {}
    for signs in value.vital_signs:
        taken_at = signs.measured_at or value.started_at
        for kind, figure, second in _figures(signs):
            rows[kind, taken_at] = {
                "value": figure,
                "second_value": second,
                "questionable": bool(signs.doubtful) or not _plausible(kind, figure),
            }
    for taken_at, figure in _glucose(value):
        rows[MeasurementKind.GLUCOSE, taken_at] = {
            "value": figure,
            "second_value": None,
            "questionable": not _plausible(MeasurementKind.GLUCOSE, figure),
        }
    for (kind, taken_at), row in rows.items():
        writes.add(
            Measurement,
            person_id=person_id,
            encounter_id=encounter_id,
            kind=kind,
            taken_at=taken_at,
            origin=f"{value.key.facility_code}/{value.key.treatment_code}",
            facility_code=value.key.facility_code,
            replaced_at=None,
            **row,
            **recorded,
        )


def _figures(signs: VitalSigns) -> Iterator[tuple[MeasurementKind, Decimal, Decimal | None]]:
    if signs.systolic and signs.diastolic:
        yield MeasurementKind.PRESSURE, Decimal(signs.systolic), Decimal(signs.diastolic)
    singles = (
        (MeasurementKind.PULSE, signs.pulse),
        (MeasurementKind.TEMPERATURE, signs.temperature),
        (MeasurementKind.RESPIRATION, signs.breaths),
        (MeasurementKind.OXYGEN, signs.saturation),
        (MeasurementKind.WEIGHT, signs.weight),
        (MeasurementKind.HEIGHT, signs.height),
        (MeasurementKind.WAIST, signs.waist),
    )
    for kind, figure in singles:
        if figure is not None and 0 < figure < _LARGEST:
            yield kind, Decimal(figure), None


def _glucose(value: EncounterValue) -> Iterator[tuple[datetime, Decimal]]:
    """Yield blood glucose among the results, only where its unit is written."""
    for lab in value.labs:
        if lab.number is None or not _is_blood_glucose(lab.name):
            continue
        if _is_per_litre(lab.unit) and 0 < lab.number < _LARGEST:
            yield lab.resulted_at or value.started_at, lab.number


@remembered
def _is_blood_glucose(name: str) -> bool:
    folded = fold(name)
    return "glucose" in folded and "nieu" not in folded


@remembered
def _is_per_litre(unit: str) -> bool:
    return fold(unit) == "mmol/l"


def _plausible(kind: MeasurementKind, figure: Decimal) -> bool:
    low, high = _PLAUSIBLE[kind]
    return low <= figure <= high

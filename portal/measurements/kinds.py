"""What is measured, and in which unit."""

from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class MeasurementKind(StrEnum):
    """What is measured; the unit belongs to the kind."""

    PRESSURE = "pressure"
    PULSE = "pulse"
    TEMPERATURE = "temperature"
    RESPIRATION = "respiration"
    OXYGEN = "oxygen"
    WEIGHT = "weight"
    HEIGHT = "height"
    WAIST = "waist"
    GLUCOSE = "glucose"

    @property
    def unit(self) -> str:
        return str(UNITS[self])


UNITS = {
    MeasurementKind.PRESSURE: "mmHg",
    MeasurementKind.PULSE: _l("/min"),
    MeasurementKind.TEMPERATURE: "°C",
    MeasurementKind.RESPIRATION: _l("/min"),
    MeasurementKind.OXYGEN: "%",
    MeasurementKind.WEIGHT: "kg",
    MeasurementKind.HEIGHT: "cm",
    MeasurementKind.WAIST: "cm",
    MeasurementKind.GLUCOSE: "mmol/L",
}

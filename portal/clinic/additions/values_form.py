"""Measured values as typed: impossible ones are refused, unusual ones measured again."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from wtforms import BooleanField

from portal.clinic.additions.fields import NumberField
from portal.clinic.additions.forms import AdditionForm
from portal.clinic.additions.models import EntryKind
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.measurements.bounds import bounds_of
from portal.measurements.kinds import MeasurementKind
from portal.measurements.written_here import TypedValue, Values

_SINGLE = tuple(
    kind
    for kind in MeasurementKind
    if kind not in (MeasurementKind.PRESSURE, MeasurementKind.RESPIRATION)
)


class ValuesForm(AdditionForm):
    """Vital signs; a field left empty was not measured."""

    kind = EntryKind.VALUES
    template = "clinic/add_values.html"

    pressure_upper = NumberField(_l("Blood pressure, upper"))
    pressure_lower = NumberField(_l("Blood pressure, lower"))
    pulse = NumberField(_l("Pulse"))
    temperature = NumberField(_l("Temperature"))
    oxygen = NumberField(_l("Oxygen in the blood"))
    weight = NumberField(_l("Weight"))
    height = NumberField(_l("Height"))
    waist = NumberField(_l("Waist"))
    glucose = NumberField(_l("Blood sugar"))
    measured_again = BooleanField(
        _l("Measured again"), description=_l("The unusual values were measured a second time")
    )

    @property
    def shown(self) -> Iterator[tuple[NumberField, str]]:
        """Yield the fields in the order of the page, each with its unit."""
        yield self.pressure_upper, MeasurementKind.PRESSURE.unit
        yield self.pressure_lower, MeasurementKind.PRESSURE.unit
        for kind in _SINGLE:
            yield self[kind.value], kind.unit

    def validate(self, extra_validators: Any = None) -> bool:
        """Hold each value against its limits, and the two pressures against each other."""
        self.asks_again = bool(self.measured_again.data)
        sound = bool(super().validate(extra_validators))
        for field, unit in self.shown:
            if not field.errors:
                self._hold(field, unit)
        self._hold_pair()
        typed = [field for field, _unit in self.shown if (field.data or "").strip()]
        if not typed:
            self._wrong(self.pressure_upper, _("Write at least one value"))
        return sound and not any(field.errors for field, _unit in self.shown)

    def _hold(self, field: NumberField, unit: str) -> None:
        value, bounds = field.value, bounds_of(field.name)
        if value is None:
            return
        if value not in bounds.possible:
            self._wrong(
                field,
                _(
                    "Must be from %(least)s to %(most)s %(unit)s",
                    least=_shown(bounds.possible.least),
                    most=_shown(bounds.possible.most),
                    unit=unit,
                ),
            )
        elif not bounds.is_usual(value, self.patient.born, clock.today()):
            self.asks_again = True
            if not self.measured_again.data:
                self._wrong(field, _("Unusual value: measure again, then tick at the end"))

    def _hold_pair(self) -> None:
        upper, lower = self.pressure_upper, self.pressure_lower
        if upper.errors or lower.errors:
            return
        if (upper.value is None) != (lower.value is None):
            missing = upper if upper.value is None else lower
            self._wrong(missing, _("Write both values of the blood pressure"))
        elif upper.value is not None and lower.value is not None and upper.value <= lower.value:
            self._wrong(lower, _("Must be less than the upper value"))

    def _wrong(self, field: NumberField, sentence: str) -> None:
        field.errors = [*field.errors, sentence]

    def fill(self, typed: Values) -> None:
        """Show a set of values again."""
        for kind, one in typed.items():
            if kind is MeasurementKind.PRESSURE:
                self.pressure_upper.data = _shown(one.value)
                self.pressure_lower.data = _shown(one.second or Decimal(0))
            elif kind in _SINGLE:
                self[kind.value].data = _shown(one.value)

    def typed(self) -> Values:
        """Return the values that were measured."""
        found: dict[MeasurementKind, TypedValue] = {}
        upper = self.pressure_upper.value
        if upper is not None:
            pair = TypedValue(value=upper, second=self.pressure_lower.value)
            found[MeasurementKind.PRESSURE] = pair
        for kind in _SINGLE:
            value = self[kind.value].value
            if value is not None:
                found[kind] = TypedValue(value=value)
        return found


def _shown(value: Decimal) -> str:
    return formats.number(value, language=current_language())

"""Pages of values over time."""

from collections.abc import Sequence

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.kernel import clock, pages
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import whole_months
from portal.measurements.kinds import MeasurementKind
from portal.measurements.queries import Value, values_of
from portal.overview import trends
from portal.overview.trends import Trend
from portal.record.growth import GrowthMeasure
from portal.visits.results import results_of_tests

blueprint = Blueprint("measurements", __name__)
FASTING_GLUCOSE = "glucose_fasting"
CHILD_YEARS = 19


@blueprint.get(
    "/people/<uuid:person_id>/measurements/<any(pressure, weight, glucose, growth):kind>"
)
@about_person(Permission.SEE_MEASUREMENTS)
def trend(subject: Subject, kind: str) -> ResponseReturnValue:
    """Show one kind of value: verdict, number, picture, table."""
    return pages.show(
        "measurements/trend.html",
        subject=subject,
        kind=kind,
        trends=[found for found in _DRAWN[kind](subject) if found is not None],
        grows=whole_months(subject.born.earliest, clock.today()) < CHILD_YEARS * 12,
    )


def _values(subject: Subject, *kinds: MeasurementKind) -> Sequence[Value]:
    return values_of(subject.id, kinds, sight=subject.sight)


def _pressure(subject: Subject) -> Sequence[Trend | None]:
    return [trends.pressure_trend(_values(subject, MeasurementKind.PRESSURE))]


def _weight(subject: Subject) -> Sequence[Trend | None]:
    kind = MeasurementKind.WEIGHT
    return [trends.single_trend(_("Weight"), kind, _values(subject, kind))]


def _glucose(subject: Subject) -> Sequence[Trend | None]:
    kind = MeasurementKind.GLUCOSE
    results = results_of_tests(subject.id, [FASTING_GLUCOSE], sight=subject.sight)
    values = trends.glucose_values(_values(subject, kind), results)
    return [trends.single_trend(_("Blood sugar"), kind, values)]


def _growth(subject: Subject) -> Sequence[Trend | None]:
    values = _values(subject, MeasurementKind.WEIGHT, MeasurementKind.HEIGHT)
    return [
        trends.growth_trend(
            subject, measure, [value for value in values if value.kind.value == measure.value]
        )
        for measure in (GrowthMeasure.WEIGHT, GrowthMeasure.HEIGHT)
    ]


_DRAWN = {"pressure": _pressure, "weight": _weight, "glucose": _glucose, "growth": _growth}

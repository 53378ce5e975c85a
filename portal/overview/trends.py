"""Values over time: verdict, number, picture, table (pictures 07a and 07b)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.access.gate import Subject
from portal.kernel import formats
from portal.kernel.charts import Series, TrendChart, trend_chart
from portal.kernel.growth_chart import GrowthChart, growth_chart
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import whole_months
from portal.measurements.kinds import UNITS, MeasurementKind
from portal.measurements.queries import Value
from portal.overview.trend_words import pressure_words
from portal.people.kinds import Source
from portal.record import growth
from portal.record.growth import GrowthMeasure
from portal.visits.lab_values import read_number
from portal.visits.results import ResultRow

POINTS = 12
Tag = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One page section: the newest value, what it means, its picture and its table."""

    heading: str
    newest: str
    unit: str
    when: str
    tags: tuple[Tag, ...] = ()
    action: str = ""
    chart: TrendChart | None = None
    growth: GrowthChart | None = None
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    doubtful: Sequence[str] = ()
    source: str = ""


def _day(value: date) -> str:
    return formats.day(value, language=current_language())


def _number(value: float) -> str:
    return formats.number(round(value, 2), language=current_language())


def _short_day(value: date) -> str:
    return formats.short_day(value, language=current_language())


def _sure(values: Sequence[Value]) -> list[Value]:
    return [value for value in values if not value.questionable]


def _doubtful(values: Sequence[Value]) -> list[str]:
    return [f"{_day(_on(v))}: {_figure(v)}" for v in values if v.questionable]


def _only_doubtful(heading: str, values: Sequence[Value]) -> Trend | None:
    """List values of which none is sure, without a newest one and without a picture."""
    if not values:
        return None
    return Trend(
        heading=heading,
        newest=_("Not recorded"),
        unit="",
        when="",
        headings=(),
        rows=(),
        doubtful=_doubtful(values),
    )


def _on(value: Value) -> date:
    return formats.calendar_day(value.taken_at)


def pressure_trend(values: Sequence[Value]) -> Trend | None:
    """Draw both pressures against the clinic target of QĐ 3192/QĐ-BYT (2010)."""
    sure = _sure(values)
    if not sure:
        return _only_doubtful(_("Blood pressure"), values)
    words, language = pressure_words(), current_language()
    last, drawn = sure[-1], sure[-POINTS:]
    high = last.value >= words.systolic_target or (last.second or 0) >= words.diastolic_target
    label, action = words.above if high else words.within
    upper = Series(
        _("upper number"), _points(drawn, lambda v: float(v.value)), words.systolic_target
    )
    lower = Series(
        _("lower number"), _points(drawn, lambda v: float(v.second or 0)), words.diastolic_target
    )
    verdict = label.in_language(language)
    return Trend(
        heading=_("Blood pressure"),
        newest=_pair(last),
        unit=UNITS[MeasurementKind.PRESSURE],
        when=_measured_on(last),
        tags=((verdict, "warn" if high else "ok"), *_direction(drawn)),
        action=action.in_language(language),
        chart=trend_chart(
            [upper, lower],
            title=_("Blood pressure"),
            summary=verdict,
            number=_number,
            day=_short_day,
        ),
        headings=(_("Day"), _("Blood pressure"), _("Source")),
        rows=[(_day(_on(v)), _pair(v), _source(v)) for v in reversed(sure)],
        doubtful=_doubtful(values),
        source=_(
            "Target at the clinic below %(high)s/%(low)s (Decision 3192/QĐ-BYT 2010).",
            high=words.systolic_target,
            low=words.diastolic_target,
        ),
    )


def _direction(drawn: Sequence[Value]) -> tuple[Tag, ...]:
    words, language = pressure_words(), current_language()
    change = drawn[-1].value - drawn[0].value
    if len(drawn) < 3 or abs(change) < 5:
        return ()
    said = words.falling if change < 0 else words.rising
    return ((said.in_language(language), "ok" if change < 0 else "warn"),)


def _figure(value: Value) -> str:
    return _number(float(value.value)) if value.second is None else _pair(value)


def _source(value: Value) -> str:
    label = value.source.label
    return _("%(source)s, corrected", source=label) if value.corrected else label


def _pair(value: Value) -> str:
    return f"{_number(float(value.value))}/{_number(float(value.second or 0))}"


def _measured_on(value: Value) -> str:
    return _("Measured on %(day)s", day=_day(_on(value)))


def _points(
    values: Sequence[Value], figure: Callable[[Value], float]
) -> tuple[tuple[date, float], ...]:
    return tuple((_on(value), figure(value)) for value in values)


def single_trend(heading: str, kind: MeasurementKind, values: Sequence[Value]) -> Trend | None:
    """Draw one series without a target."""
    sure = _sure(values)
    if not sure:
        return _only_doubtful(heading, values)
    series = Series(heading, _points(sure[-POINTS:], lambda v: float(v.value)))
    return Trend(
        heading=heading,
        newest=_number(float(sure[-1].value)),
        unit=UNITS[kind],
        when=_measured_on(sure[-1]),
        chart=trend_chart(
            [series], title=heading, summary=_measured_on(sure[-1]), number=_number, day=_short_day
        ),
        headings=(_("Day"), f"{heading} ({UNITS[kind]})", _("Source")),
        rows=[(_day(_on(v)), _number(float(v.value)), _source(v)) for v in reversed(sure)],
        doubtful=_doubtful(values),
    )


def growth_trend(subject: Subject, measure: GrowthMeasure, values: Sequence[Value]) -> Trend | None:
    """Draw a child's values on the WHO reference; plainly where they cannot be compared.

    Without an exact birthday, without a sex, or at an age WHO has no reference for.
    """
    sure = _sure(values)
    language = current_language()
    kind = MeasurementKind(measure.value)
    heading = _("Weight") if kind is MeasurementKind.WEIGHT else _("Height")
    judged = _judged(subject, measure, sure[-1]) if sure else None
    if judged is None:
        return single_trend(heading, kind, values)
    verdict = judged.label.in_language(language)
    return Trend(
        heading=heading,
        newest=_number(float(sure[-1].value)),
        unit=UNITS[kind],
        when=_measured_on(sure[-1]),
        tags=((verdict, "ok" if judged.verdict is growth.GrowthVerdict.WITHIN else "warn"),),
        action=judged.action.in_language(language),
        growth=_growth_picture(subject, measure, sure, heading, verdict),
        headings=(_("Day"), f"{heading} ({UNITS[kind]})", _("Source")),
        rows=[(_day(_on(v)), _number(float(v.value)), _source(v)) for v in reversed(sure)],
        doubtful=_doubtful(values),
        source=judged.source,
    )


def _judged(subject: Subject, measure: GrowthMeasure, value: Value) -> growth.Growth | None:
    return growth.judge(measure, subject.sex, subject.born, _on(value), float(value.value))


def _growth_picture(
    subject: Subject, measure: GrowthMeasure, sure: Sequence[Value], title: str, verdict: str
) -> GrowthChart:
    newest = whole_months(subject.born.day, _on(sure[-1]))
    last_month = next(end for end in (12, 24, 60, 120, 228) if newest <= end)
    own = [
        ((_on(value) - subject.born.day).days / growth.DAYS_A_MONTH, float(value.value))
        for value in sure
    ]
    lines = growth.reference_lines(measure, subject.sex, 0 if last_month <= 60 else 60, last_month)
    first = 0 if last_month <= 60 else 60
    return growth_chart(
        {line.z: line.points for line in lines},
        [(age, value) for age, value in own if first <= age <= last_month],
        title=title,
        summary=verdict,
        axis=_("Age (months)"),
        number=_number,
    )


def glucose_values(values: Sequence[Value], results: Sequence[ResultRow]) -> list[Value]:
    """Join measured blood sugar with fasting results of the laboratory, one a day."""
    from_laboratory = [found for row in results if (found := _as_glucose(row)) is not None]
    by_day = {_on(value): value for value in [*values, *from_laboratory]}
    return [by_day[on] for on in sorted(by_day)]


def _as_glucose(row: ResultRow) -> Value | None:
    """Read a fasting result as a value; only one that is plainly in mmol/L."""
    reading = read_number(row.value_text)
    if reading is None or reading.beyond or (row.unit or reading.unit).lower() != "mmol/l":
        return None
    return Value(
        kind=MeasurementKind.GLUCOSE,
        value=reading.value,
        second=None,
        taken_at=row.resulted_at,
        source=Source.CLAIM_FILE,
        questionable=False,
    )

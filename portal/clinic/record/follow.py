"""Values a clinician follows, one line each: newest, before, verdict, and a small picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.kernel import formats
from portal.kernel.charts import Sparkline, sparkline
from portal.kernel.i18n import current_language
from portal.measurements.kinds import UNITS, MeasurementKind
from portal.measurements.queries import Value, values_of
from portal.overview.trend_words import pressure_words
from portal.people.sight import Sight
from portal.visits import list_page, result_page
from portal.visits.result_page import Patient as Judged
from portal.visits.results import ResultRow, values_by_test
from portal.visits.wording import MEASURED

DRAWN = 6
MOST_TESTS = 12
KINDS = (
    MeasurementKind.PRESSURE,
    MeasurementKind.GLUCOSE,
    MeasurementKind.WEIGHT,
    MeasurementKind.OXYGEN,
)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One line of the table."""

    name: str
    unit: str
    newest: str
    before: str
    when: str
    tag: tuple[str, str] | None
    spark: Sparkline | None


def measured(person_id: UUID, sight: Sight) -> list[Followed]:
    """Return the measured values that are followed."""
    values = [v for v in values_of(person_id, KINDS, sight=sight) if not v.questionable]
    by_kind = {kind: [value for value in values if value.kind is kind] for kind in KINDS}
    return [_measured(kind, found) for kind, found in by_kind.items() if found]


def tested(person_id: UUID, sight: Sight, judged: Judged) -> list[Followed]:
    """Return the newest result of each test, the one measured last first."""
    tests, _more = values_by_test(person_id, sight=sight)
    return [_tested(test, judged) for test in tests[:MOST_TESTS]]


def _measured(kind: MeasurementKind, values: Sequence[Value]) -> Followed:
    drawn, last = values[-DRAWN:], values[-1]
    tag = _pressure_tag(last) if kind is MeasurementKind.PRESSURE else None
    return Followed(
        name=str(MEASURED[kind.value]),
        unit=str(UNITS[kind]),
        newest=_figure(last),
        before=_figure(values[-2]) if len(values) > 1 else "",
        when=formats.day(last.taken_at, language=current_language()),
        tag=tag,
        spark=_spark((float(value.value) for value in drawn), tag[1] if tag else "plain"),
    )


def _pressure_tag(last: Value) -> tuple[str, str]:
    """Hold a pressure against the clinic target of QĐ 3192/QĐ-BYT (2010)."""
    words = pressure_words()
    high = last.value >= words.systolic_target or (last.second or 0) >= words.diastolic_target
    said = (words.above if high else words.within)[0].in_language(current_language())
    return said, "warn" if high else "ok"


def _figure(value: Value) -> str:
    numbers = (value.value,) if value.second is None else (value.value, value.second)
    return "/".join(formats.number(each, language=current_language()) for each in numbers)


def _spark(figures: Iterable[float], tone: str) -> Sparkline | None:
    drawn = list(figures)
    return sparkline(drawn, tone) if len(drawn) > 1 else None


def _tested(values: Sequence[ResultRow], judged: Judged) -> Followed:
    line = list_page.line_of(values, judged)
    return Followed(
        name=line.name,
        unit="",
        newest=line.figure,
        before=result_page.readable(values[1].value_text) if len(values) > 1 else "",
        when=line.day,
        tag=line.tag,
        spark=line.spark,
    )

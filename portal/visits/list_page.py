"""Visits and results as lines of a list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.kernel import formats
from portal.kernel.charts import Sparkline, sparkline
from portal.kernel.i18n import current_language
from portal.visits import result_page
from portal.visits.lab_values import read_number
from portal.visits.queries import VisitRow
from portal.visits.result_page import Patient, Written
from portal.visits.results import ResultRow
from portal.visits.visit_page import facility_of, heading_of

POINTS = 6


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One visit of the list."""

    id: UUID
    day: str
    heading: str
    place: str


@dataclass(frozen=True, kw_only=True)
class TestLine:
    """The newest value of one test."""

    __test__ = False

    encounter_id: UUID
    name: str
    figure: str
    day: str
    tag: tuple[str, str] | None
    spark: Sparkline | None


def row_of(row: VisitRow, language: str) -> VisitLine:
    """Put a visit into one line."""
    return VisitLine(
        id=row.id,
        day=formats.day(row.started_at, language=language),
        heading=heading_of(row),
        place=facility_of(row),
    )


def tests_of(rows: Sequence[ResultRow], patient: Patient) -> Sequence[TestLine]:
    """Group results by test, the test measured last first; rows come newest first."""
    grouped: dict[str, list[ResultRow]] = defaultdict(list)
    for row in rows:
        grouped[row.test_code or row.name].append(row)
    return [_test(group, patient) for group in grouped.values()]


def _test(group: Sequence[ResultRow], patient: Patient) -> TestLine:
    newest = Written(**group[0].as_written)
    shown = result_page.shown(newest, patient, source="")
    return TestLine(
        encounter_id=group[0].encounter_id,
        name=shown.name,
        figure=result_page.figure(newest),
        day=formats.day(newest.resulted_at, language=current_language()),
        tag=(shown.verdict, shown.tone) if shown.verdict else None,
        spark=_spark(group[:POINTS], shown.tone),
    )


def _spark(group: Sequence[ResultRow], tone: str) -> Sparkline | None:
    """Draw values of one unit only; two units are not one line."""
    if len(group) < 2 or len({row.unit for row in group}) > 1:
        return None
    readings = [read_number(row.value_text) for row in reversed(group)]
    values = [float(reading.value) for reading in readings if reading and not reading.beyond]
    return sparkline(values, tone) if len(values) == len(group) else None

"""Visits and results as lines of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.kernel import formats
from portal.kernel.charts import Sparkline, sparkline
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.visits import result_page
from portal.visits.lab_values import read_number
from portal.visits.queries import VisitRow
from portal.visits.result_page import Patient, Written
from portal.visits.results import ResultRow
from portal.visits.visit_page import facility_of, heading_of


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One visit of the list."""

    id: UUID
    day: str
    heading: str
    place: str


@dataclass(frozen=True, kw_only=True)
class TestLine:
    """The newest value of one test, and the one before."""

    __test__ = False

    encounter_id: UUID
    name: str
    figure: str
    day: str
    before: str
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


def line_of(values: Sequence[ResultRow], patient: Patient) -> TestLine:
    """Put a test into one line; its values come newest first."""
    newest = Written(**values[0].as_written)
    shown = result_page.shown(newest, patient, source="")
    return TestLine(
        encounter_id=values[0].encounter_id,
        name=shown.name,
        figure=result_page.figure(newest),
        day=formats.day(newest.resulted_at, language=current_language()),
        before=_before(values),
        tag=(shown.verdict, shown.tone) if shown.verdict else None,
        spark=_spark(values, shown.tone),
    )


def _before(values: Sequence[ResultRow]) -> str:
    if len(values) < 2:
        return ""
    newest, earlier = (Written(**row.as_written) for row in values[:2])
    return _("Last time %(value)s.", value=result_page.beside(newest, earlier))


def _spark(values: Sequence[ResultRow], tone: str) -> Sparkline | None:
    """Draw values of one unit only; two units are not one line."""
    if len(values) < 2 or len({row.unit for row in values}) > 1:
        return None
    readings = [read_number(row.value_text) for row in reversed(values)]
    figures = [float(reading.value) for reading in readings if reading and not reading.beyond]
    return sparkline(figures, tone) if len(figures) == len(values) else None

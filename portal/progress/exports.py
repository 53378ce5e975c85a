"""Figures by village as tables for a spreadsheet or a print."""

from collections.abc import Sequence

from portal.kernel.grids import Cell, Grid
from portal.kernel.i18n import gettext as _
from portal.progress.fees import Came
from portal.progress.figures import Figures, VillageFigures, together
from portal.progress.report import MonthReport


def figures_grid(counted: Sequence[VillageFigures], year: int) -> Grid:
    """Return the figures of the page, with a last line for all villages; money in đồng."""
    return Grid(
        caption=_("Figures by village"),
        headings=(
            _("Village"),
            _("Former commune"),
            _("Population"),
            _("People with a record"),
            "%",
            _("Accounts opened"),
            _("Fee of %(year)s asked, đồng", year=year),
            _("Fee of %(year)s collected, đồng", year=year),
            _("Collected, %"),
        ),
        rows=[
            *((name_of(each), each.former_commune, *_cells(each)) for each in counted),
            (_("All villages"), "", *_cells(together(counted))),
        ],
    )


def report_grid(report: MonthReport) -> Grid:
    """Return the monthly report; its last column is left free for what is written by hand."""
    return Grid(
        caption=_("Report by village"),
        headings=(
            _("Village"),
            _("Former commune"),
            _("Population"),
            _("Records"),
            _("Full records, A to D"),
            _("Records per 100 people"),
            _("New records in the month"),
            _("Accounts opened"),
            *(heading for year in report.years for heading in _of_a_year(year)),
            _("Difficulties"),
        ),
        rows=[
            *(
                (
                    name_of(row.village),
                    row.village.former_commune,
                    *_report_cells(row.village, row.full, row.fees),
                )
                for row in report.rows
            ),
            (_("All villages"), "", *_report_cells(report.all, report.full, report.fees)),
        ],
        room=True,
    )


def _of_a_year(year: int) -> tuple[str, str, str]:
    return (
        _("People paid for, %(year)s", year=year),
        _("Fee of %(year)s collected, đồng", year=year),
        _("Fee of %(year)s collected in the month, đồng", year=year),
    )


def page_headings(report: MonthReport) -> tuple[str, ...]:
    """Return the headings of the report on its page, which names a former commune in its line."""
    return (
        _("Village"),
        _("Population"),
        _("Records"),
        _("Full records, A to D"),
        "%",
        _("New records in the month"),
        _("Accounts opened"),
        *(
            heading
            for year in report.years
            for heading in (
                _("People paid for, %(year)s", year=year),
                _("Fee of %(year)s collected", year=year),
                _("Fee of %(year)s collected in the month", year=year),
            )
        ),
    )


def _report_cells(each: Figures, full: int, fees: Sequence[Came]) -> tuple[Cell, ...]:
    return (
        each.people,
        each.records,
        full,
        share(each.share_with_record),
        each.records_lately,
        each.accounts,
        *(cell for fee in fees for cell in (fee.payers, fee.paid, fee.lately)),
        "",
    )


def name_of(village: VillageFigures) -> str:
    """Return the name of a village, or words for what has none."""
    return village.name if village.village_id else _("No village entered")


def share(percent: float | None) -> Cell:
    """Return a percentage as a cell, empty where there is nothing to take it of."""
    return "" if percent is None else percent


def _cells(each: Figures) -> tuple[Cell, ...]:
    return (
        each.people,
        each.records,
        share(each.share_with_record),
        each.accounts,
        each.asked,
        each.paid,
        share(each.share_paid),
    )

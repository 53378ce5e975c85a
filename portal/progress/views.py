"""Figures by village: the page, the spreadsheet and the print."""

from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock, formats, months, pages
from portal.kernel.grids import Grid
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.progress import open_reports, periods
from portal.progress.blueprint import blueprint
from portal.progress.exports import figures_grid
from portal.progress.figures import figures_for, together
from portal.progress.report import reminded_of
from portal.staff import files
from portal.staff.guard import require_fresh_staff, staff_page
from portal.staff.roles import AT_THE_DESK, OF_A_VILLAGE, Role
from portal.staff.signed_in import current_staff

NAME = "so-lieu-theo-thon"


@blueprint.get("/figures")
@staff_page(*AT_THE_DESK, *OF_A_VILLAGE)
def figures() -> ResponseReturnValue:
    """Show records, accounts and the fee village by village; counts only."""
    staff, today = current_staff(), clock.today()
    counted = figures_for(staff, periods.this_month_so_far(today))
    is_at_the_desk = bool(AT_THE_DESK & staff.roles)
    return pages.show(
        "progress/figures.html",
        villages=counted,
        all=together(counted),
        reports=open_reports.of_commune(staff.commune, today) if is_at_the_desk else None,
        answers_reports=Role.STATION_HEAD in staff.roles,
        takes_files=is_at_the_desk,
        target=config().progress.target,
        due_on=reminded_of(config().progress, today) if is_at_the_desk else None,
        month=months.this_month(),
        year=today.year,
        now=clock.now(),
    )


@blueprint.get("/figures.xlsx")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def figures_xlsx() -> ResponseReturnValue:
    """Give the figures as a spreadsheet."""
    return files.spreadsheet(_grids("xlsx"), NAME)


@blueprint.get("/figures.pdf")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def figures_pdf() -> ResponseReturnValue:
    """Give the figures as a print."""
    today = formats.day(clock.today(), language=current_language())
    return files.paper(
        _grids("pdf"),
        NAME,
        title=_("Figures by village"),
        subtitle=f"{current_staff().commune or ''} · {today}",
        is_private=False,
    )


def _grids(how: str) -> Sequence[Grid]:
    """Count the villages, with the line that says who took the figures."""
    staff, today = current_staff(), clock.today()
    trail.note(
        Line(
            event=Event.REPORT_SEEN,
            by=staff.actor,
            section="figures",
            object_ref=f"report:figures:{how}",
        )
    )
    return [figures_grid(figures_for(staff, periods.this_month_so_far(today)), today.year)]

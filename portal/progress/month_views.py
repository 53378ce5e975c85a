"""The monthly report by village: the page, the spreadsheet and the print."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock, formats, months, pages
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.progress import periods
from portal.progress.blueprint import blueprint
from portal.progress.exports import page_headings, report_grid
from portal.progress.report import MonthReport, reminded_of, report_of
from portal.staff import files
from portal.staff.guard import require_fresh_staff, staff_page
from portal.staff.roles import AT_THE_DESK, OF_A_VILLAGE
from portal.staff.signed_in import current_staff


@blueprint.get("/figures/months")
@staff_page(*AT_THE_DESK, *OF_A_VILLAGE)
def choose_month() -> ResponseReturnValue:
    """Lead to the report of the month that was chosen, of this one when none was."""
    month = request.args.get("month") or months.this_month().code
    return redirect(url_for(".month_report", month=month), 303)


@blueprint.get("/figures/months/<month>")
@staff_page(*AT_THE_DESK, *OF_A_VILLAGE)
def month_report(month: str) -> ResponseReturnValue:
    """Show the report of one month; counts only."""
    staff, today = current_staff(), clock.today()
    found = _report(month)
    return pages.show(
        "progress/month.html",
        report=found,
        headings=page_headings(found),
        months=months.offered(periods.running(config().progress.cut_off, today)),
        is_due=found.due_on == reminded_of(config().progress, today),
        takes_files=bool(AT_THE_DESK & staff.roles),
    )


@blueprint.get("/figures/months/<month>/xlsx")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def month_xlsx(month: str) -> ResponseReturnValue:
    """Give the report as a spreadsheet."""
    found = _report(month)
    _note(found, "xlsx")
    return files.spreadsheet([report_grid(found)], _name(found))


@blueprint.get("/figures/months/<month>/pdf")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def month_pdf(month: str) -> ResponseReturnValue:
    """Give the report as a print, with room for difficulties."""
    found = _report(month)
    _note(found, "pdf")
    since, until = (
        formats.day(day, language=current_language())
        for day in (found.period.since, found.period.until)
    )
    return files.paper(
        [report_grid(found)],
        _name(found),
        title=_("Report by village, %(month)s", month=found.month.label),
        subtitle=_(
            "%(commune)s · from %(since)s to %(until)s · population as of %(until)s"
            " · to: %(addressee)s",
            commune=current_staff().commune or "",
            since=since,
            until=until,
            addressee=found.addressee,
        ),
        is_private=False,
        signed_at=current_staff().commune or "",
    )


def _report(typed: str) -> MonthReport:
    """Return the report of a month that has begun, else 404."""
    settings, today = config().progress, clock.today()
    month = months.named(typed, periods.running(settings.cut_off, today)) or abort(404)
    return report_of(current_staff(), month, settings, today)


def _name(found: MonthReport) -> str:
    return f"bao-cao-thon-{found.month.code}"


def _note(found: MonthReport, how: str) -> None:
    trail.note(
        Line(
            event=Event.REPORT_SEEN,
            by=current_staff().actor,
            section="figures",
            object_ref=f"report:figures:{found.month.code}:{how}",
        )
    )

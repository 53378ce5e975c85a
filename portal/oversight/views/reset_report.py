"""The report on resets: the page, the spreadsheet and the print."""

from dataclasses import dataclass

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.access.acts import ACTS
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import months, pages
from portal.kernel.grids import Grid
from portal.kernel.i18n import gettext as _
from portal.kernel.months import CalendarMonth
from portal.oversight import reconciled, report_queries, reset_report
from portal.oversight.grids import grids_of, short_ref
from portal.oversight.views.blueprint import blueprint
from portal.oversight.views.typed import typed_month
from portal.staff import files
from portal.staff.guard import require_fresh_staff, staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which month of which commune; without a commune, of all an auditor reads."""

    month: CalendarMonth
    commune: str | None

    @property
    def values(self) -> dict[str, str]:
        """How an address says it."""
        chosen = {"month": self.month.code}
        return chosen | ({"commune": self.commune} if self.commune else {})


@blueprint.get("/resets")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
def resets() -> ResponseReturnValue:
    """Show a month of the commune, to an auditor of all."""
    asked, staff = _asked(), current_staff()
    _note(asked, "page")
    is_auditor = Role.AUDITOR in staff.roles
    return pages.show(
        "oversight/reset_report.html",
        report=reset_report.report_for(staff, asked.month, asked.commune),
        differences=reconciled.differences(asked.month, asked.commune),
        acts=ACTS,
        short_ref=short_ref,
        asked_for=asked.values,
        months=months.offered(),
        communes=report_queries.communes() if is_auditor else (),
        is_auditor=is_auditor,
        is_head=Role.STATION_HEAD in staff.roles,
        where=asked.commune,
    )


@blueprint.get("/resets.xlsx")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff
def resets_xlsx() -> ResponseReturnValue:
    """Give the month as a spreadsheet."""
    asked = _asked()
    _note(asked, "xlsx")
    return files.spreadsheet(_grids(asked), f"bao-cao-{asked.month.code}")


@blueprint.get("/resets.pdf")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
@require_fresh_staff
def resets_pdf() -> ResponseReturnValue:
    """Give the month as a print."""
    asked = _asked()
    _note(asked, "pdf")
    return files.paper(
        _grids(asked),
        f"bao-cao-{asked.month.code}",
        title=_("Report on resets"),
        subtitle=f"{asked.commune or _('All communes together')} · {asked.month.label}",
    )


def _asked() -> Asked:
    """Return what the address names, the running month when nothing; else 404."""
    staff = current_staff()
    commune = staff.commune
    if Role.AUDITOR in staff.roles:
        commune = request.args.get("commune") or None
        if commune and commune not in report_queries.communes():
            abort(404)
    elif commune is None:
        abort(404)
    return Asked(month=typed_month(), commune=commune)


def _grids(asked: Asked) -> list[Grid]:
    report = reset_report.report_for(current_staff(), asked.month, asked.commune)
    return list(grids_of(report, reconciled.differences(asked.month, asked.commune)))


def _note(asked: Asked, how: str) -> None:
    trail.note(
        Line(
            event=Event.REPORT_SEEN,
            by=current_staff().actor,
            section="resets",
            object_ref=f"report:{asked.month.code}:{how}",
        )
    )

"""Tables as files to keep: a spreadsheet, or a print on A4 laid across."""

from collections.abc import Sequence

from flask import Response

from portal.kernel import clock, formats, pages
from portal.kernel.grids import Grid
from portal.kernel.i18n import current_language
from portal.kernel.pdf import worker
from portal.kernel.spreadsheets import workbook
from portal.staff.signed_in import current_staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def spreadsheet(grids: Sequence[Grid], name: str) -> Response:
    """Answer with the tables as an XLSX file."""
    return _file(workbook(grids), XLSX, f"{name}.xlsx")


def paper(
    grids: Sequence[Grid],
    name: str,
    *,
    title: str,
    subtitle: str,
    is_private: bool = True,
    signed_at: str | None = None,
) -> Response:
    """Answer with the tables as a print, which says who took it and when.

    A private one tells facts about single people. `signed_at` is the place of a print that is
    signed by who drew it up and by the head.
    """
    staff = current_staff()
    html = pages.render(
        "printing/report_sheet.html",
        grids=grids,
        title=title,
        subtitle=subtitle,
        is_private=is_private,
        signed_at=signed_at,
        code=name,
        office=staff.facility_name,
        printed_by=staff.name_with_title,
        printed_at=formats.moment(clock.now(), language=current_language()),
    )
    return _file(worker.render(html), PDF, f"{name}.pdf")


def _file(content: bytes, mimetype: str, name: str) -> Response:
    return Response(
        content,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

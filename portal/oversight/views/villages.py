"""Figures by village as files; the page itself belongs to the issuing of accounts."""

from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.issuing.village_counts import counts_for
from portal.kernel import clock, formats
from portal.kernel.grids import Grid
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.oversight.grids import villages_grid
from portal.oversight.views.blueprint import blueprint
from portal.staff import files
from portal.staff.guard import require_fresh_staff, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

NAME = "so-lieu-thon"


@blueprint.get("/villages.xlsx")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def villages_xlsx() -> ResponseReturnValue:
    """Give the figures as a spreadsheet."""
    return files.spreadsheet(_grids("xlsx"), NAME)


@blueprint.get("/villages.pdf")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def villages_pdf() -> ResponseReturnValue:
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
    """Count the villages of the commune, with the line that says who took the figures."""
    staff = current_staff()
    trail.note(
        Line(
            event=Event.REPORT_SEEN,
            by=staff.actor,
            section="villages",
            object_ref=f"report:villages:{how}",
        )
    )
    return [villages_grid(counts_for(staff))]

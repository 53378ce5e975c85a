"""Printing pages and PDF files of a record."""

from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.hold import waits_while_held
from portal.accounts.signed_in import current_resident
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import pages
from portal.kernel.i18n import gettext as _
from portal.kernel.pdf import worker
from portal.overview.printing import certificate, record_sheet
from portal.overview.printing.sheet import Box, Sheet, sheet

blueprint = Blueprint("printing", __name__, url_prefix="/people/<uuid:person_id>")
TEMPLATE = "printing/sheet.html"


@blueprint.get("/record/print")
@about_person(Permission.PRINT_RECORD)
@waits_while_held
def record_page(subject: Subject) -> ResponseReturnValue:
    """Show the form as it will be printed."""
    made = _record(subject)
    _note_print(subject, made)
    return pages.show(TEMPLATE, subject=subject, sheet=made, screen=True)


@blueprint.get("/record.pdf")
@about_person(Permission.PRINT_RECORD)
@waits_while_held
def record_pdf(subject: Subject) -> ResponseReturnValue:
    """Give the form as a PDF file."""
    return _pdf(subject, _record(subject))


@blueprint.get("/immunisations/certificate.pdf")
@about_person(Permission.PRINT_RECORD)
@waits_while_held
def certificate_pdf(subject: Subject) -> ResponseReturnValue:
    """Give the confirmation of doses as a PDF file."""
    made = sheet(
        subject,
        current_resident(),
        title=_("Confirmation of doses"),
        subtitle=_("Made from the commune's health record"),
        boxes=certificate.boxes_of(subject),
        remark=_("This print is not an official certificate. The station confirms it on request."),
    )
    return _pdf(subject, made)


def _record(subject: Subject) -> Sheet:
    boxes: Sequence[Box] = record_sheet.boxes_of(subject)
    return sheet(
        subject,
        current_resident(),
        title=_("Individual health record"),
        subtitle=_("After the form of Decision 831/QĐ-BYT of 11 March 2017"),
        boxes=boxes,
    )


def _pdf(subject: Subject, made: Sheet) -> Response:
    _note_print(subject, made)
    content = worker.render(pages.render(TEMPLATE, subject=subject, sheet=made, screen=False))
    name = "attachment" if "save" in request.args else "inline"
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'{name}; filename="ho-so.pdf"'},
    )


def _note_print(subject: Subject, made: Sheet) -> None:
    trail.note(
        Line(
            event=Event.RECORD_PRINTED,
            about=subject.id,
            by=current_resident().actor,
            basis=subject.basis,
            section=Permission.PRINT_RECORD.value,
            object_ref=f"print:{made.code}",
        )
    )

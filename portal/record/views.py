"""The record, on the screen."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.kernel import clock, pages
from portal.record.page import gather

blueprint = Blueprint("record", __name__)


@blueprint.get("/people/<uuid:person_id>/record")
@about_person(Permission.SEE_RECORD)
def record(subject: Subject) -> ResponseReturnValue:
    """Show parts A to D, as the reader may see them."""
    return pages.show("record/record.html", subject=subject, record=gather(subject, clock.today()))

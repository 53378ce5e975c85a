"""Taking the log home: one's own lines as a file, and the small program that checks it."""

import json
from pathlib import Path

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.access.views import blueprint
from portal.accounts.fresh import require_fresh
from portal.accounts.public import public
from portal.accounts.signed_in import current_resident
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.export import export_of
from portal.audit.trail import Line
from portal.kernel import clock, pages
from portal.people.private_life import may_keep_to_oneself

CHECKER = Path(__file__).resolve().parents[2] / "tools" / "check_log.py"


@blueprint.get("/people/<uuid:person_id>/access/export")
@about_person(Permission.EXPORT_ACCESS_LOG)
@require_fresh
def export(subject: Subject) -> ResponseReturnValue:
    """Say what the file holds and how it is checked."""
    return pages.show("access/export.html", subject=subject, offered=_is_offered(subject))


@blueprint.get("/people/<uuid:person_id>/access/export/nhat-ky.json")
@about_person(Permission.EXPORT_ACCESS_LOG)
@require_fresh
def export_file(subject: Subject) -> ResponseReturnValue:
    """Give every line of the log as a file; its own line is the last in it."""
    if not _is_offered(subject):
        return redirect(url_for(".export", person_id=subject.id), 303)
    trail.note(
        Line(
            event=Event.LOG_EXPORTED,
            about=subject.id,
            by=current_resident().actor,
            basis=subject.basis,
            section=Permission.EXPORT_ACCESS_LOG.value,
        )
    )
    text = json.dumps(export_of(subject.id), ensure_ascii=False, indent=1)
    return _download(text, "application/json", "nhat-ky.json")


@blueprint.get("/check_log.py")
@public
def checker() -> ResponseReturnValue:
    """Give the program that checks a file; it knows nothing of anybody."""
    return _download(CHECKER.read_text(encoding="utf-8"), "text/x-python", "check_log.py")


def _is_offered(subject: Subject) -> bool:
    """Say whether this reader may take the whole log.

    From 15 a person may keep visits from the household. The chain cannot leave such lines
    out, so from then on only the person takes it.
    """
    return subject.is_self or not may_keep_to_oneself(subject.born, clock.today())


def _download(text: str, mimetype: str, name: str) -> Response:
    return Response(
        text,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

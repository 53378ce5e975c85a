"""Who has looked at a record: the citizen's own view of the log."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import looks, presentation, queries
from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.signed_in import current_resident
from portal.kernel import pages

blueprint = Blueprint("access", __name__)

LARGEST_SEQ = 2**63 - 1


@blueprint.get("/people/<uuid:person_id>/access")
@about_person(Permission.SEE_ACCESS_LOG)
def who_looked(subject: Subject) -> ResponseReturnValue:
    """Show the newest days of the log, or those before a line."""
    before = _before()
    lines = queries.lines_about(subject.id, before=before)
    shown, older_than = looks.whole_days(lines, queries.PAGE_LINES)
    older_url = older_than and url_for(".who_looked", person_id=subject.id, before=older_than)
    return pages.show(
        "access/who_looked.html",
        fragment="access/_days.html",
        subject=subject,
        days=presentation.days(looks.by_day(shown), subject, current_resident()),
        older_url=older_url or None,
        newest_url=url_for(".who_looked", person_id=subject.id) if before else None,
    )


def _before() -> int | None:
    text = request.args.get("before", "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return min(int(text), LARGEST_SEQ)

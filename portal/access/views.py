"""Who has looked at a record: the citizen's own view of the log."""

from functools import partial

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import looks, names, openings, presentation, queries
from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.access.presentation import Shown
from portal.accounts.signed_in import current_resident
from portal.kernel import pages

blueprint = Blueprint("access", __name__)

LARGEST_SEQ = 2**63 - 1
STRANGERS = "strangers"


@blueprint.get("/people/<uuid:person_id>/access")
@about_person(Permission.SEE_ACCESS_LOG)
def who_looked(subject: Subject) -> ResponseReturnValue:
    """Show the newest days of the log, or those before a line."""
    before, who = _before(), _who()
    lines = queries.lines_about(subject, before=before, strangers=who is not None)
    lines, older_than = looks.whole_days(lines, queries.PAGE_LINES)
    shown = Shown(
        subject=subject,
        asker=current_resident(),
        names=names.names_in(lines, subject.id),
        openings=openings.openings_in(lines, subject.id),
    )
    here = partial(url_for, ".who_looked", person_id=subject.id, who=who)
    return pages.show(
        "access/who_looked.html",
        fragment="access/_days.html",
        subject=subject,
        days=presentation.days(looks.by_day(lines), shown),
        older_url=here(before=older_than) if older_than else None,
        newest_url=here() if before else None,
        strangers=who is not None,
        all_url=url_for(".who_looked", person_id=subject.id),
        strangers_url=url_for(".who_looked", person_id=subject.id, who=STRANGERS),
    )


def _who() -> str | None:
    """Return the filter of the address; anything odd is none."""
    return STRANGERS if request.args.get("who") == STRANGERS else None


def _before() -> int | None:
    text = request.args.get("before", "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return min(int(text), LARGEST_SEQ)

"""What one member of staff has done in ninety days: sections and grounds, never a value."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock, pages
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.oversight import case_queries, lines, words
from portal.oversight.forms import CaseNumberForm, StaffForm
from portal.oversight.lines import PAGE_LINES, WatchedLine
from portal.oversight.pseudonyms import pseudonym
from portal.oversight.views.blueprint import blueprint
from portal.oversight.views.typed import typed_seq
from portal.staff.guard import staff_page
from portal.staff.queries import Member, member, member_named
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

DAYS = timedelta(days=90)


@blueprint.get("/staff")
@staff_page(Role.AUDITOR)
def choose_staff() -> ResponseReturnValue:
    """Ask whose days."""
    return pages.show("oversight/choose_staff.html", form=StaffForm(formdata=None))


@blueprint.post("/staff")
@staff_page(Role.AUDITOR)
def find_staff() -> ResponseReturnValue:
    """Find the member by the name they sign in with."""
    form = StaffForm()
    try:
        found = member_named(reads(), form.value())
        if found is None:
            raise RuleBroken(_("No member of staff has this name"), "staff_name")
    except RuleBroken as refusal:
        form.refuse(refusal)
        return pages.show("oversight/choose_staff.html", form=form, status=422)
    return redirect(url_for(".staff_trail", staff_id=found.id), 303)


@blueprint.get("/staff/<uuid:staff_id>")
@staff_page(Role.AUDITOR)
def staff_trail(staff_id: UUID) -> ResponseReturnValue:
    """Show the days, the newest first; patients by pseudonym."""
    found = _watched(staff_id)
    return _show(found, CaseNumberForm(formdata=None), {})


@blueprint.post("/staff/<uuid:staff_id>")
@staff_page(Role.AUDITOR)
def name_by_case(staff_id: UUID) -> ResponseReturnValue:
    """Show the same days with the one patient by name whom a case is about."""
    found = _watched(staff_id)
    form = CaseNumberForm()
    try:
        names = _named_by_case(form, staff_id)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(found, form, {}, status=422)
    return _show(found, form, names)


def _watched(staff_id: UUID) -> Member:
    """Return the member, with the line that says so; else 404."""
    found = member(reads(), staff_id)
    if found is None:
        abort(404)
    trail.note(
        Line(event=Event.STAFF_SEEN, by=current_staff().actor, object_ref=f"staff:{staff_id}")
    )
    return found


def _named_by_case(form: CaseNumberForm, staff_id: UUID) -> dict[UUID, str]:
    """Return the name a case opens; the resident's log says who read it. Raise RuleBroken."""
    typed = form.value()
    case = case_queries.quoted(typed.number, typed.year or clock.today().year)
    if case is None or not lines.has_touched(staff_id, case.person_id):
        raise RuleBroken(_("No such case about this member of staff"), "case_number")
    trail.note(
        Line(
            event=Event.STAFF_SEEN,
            about=case.person_id,
            by=current_staff().actor,
            section="dispute",
            object_ref=f"case:{case.id}",
        )
    )
    return {case.person_id: case_queries.name_of(case.person_id)}


def _show(
    found: Member, form: CaseNumberForm, names: dict[UUID, str], status: int = 200
) -> ResponseReturnValue:
    seen = lines.trail(found.id, clock.now() - DAYS, typed_seq())
    page = seen[:PAGE_LINES]
    older = page[-1].seq if len(seen) > PAGE_LINES else None
    return pages.show(
        "oversight/staff_trail.html",
        status=status,
        member=found,
        form=form,
        days=_days(page, names),
        older_url=url_for(".staff_trail", staff_id=found.id, before=older) if older else None,
    )


def _days(
    seen: Sequence[WatchedLine], names: dict[UUID, str]
) -> list[tuple[datetime, list[words.ShownLine]]]:
    """Group lines by day; each day begins with its newest line."""
    days = []
    for _day, group in groupby(seen, key=lambda line: clock.local(line.at).date()):
        of_day = list(group)
        days.append((of_day[0].at, [words.shown(one, _patient(one, names)) for one in of_day]))
    return days


def _patient(line: WatchedLine, names: dict[UUID, str]) -> str:
    if line.person_id is None:
        return ""
    return names.get(line.person_id) or pseudonym(line.person_id)

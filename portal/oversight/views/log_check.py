"""Trying the log: is every line as it was written?"""

from flask.typing import ResponseReturnValue

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.audit.walk import Fault, Kind
from portal.kernel import pages
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.oversight import lines, log_checks, words
from portal.oversight.forms import LogCheckForm
from portal.oversight.log_checks import Found
from portal.oversight.pseudonyms import pseudonym
from portal.oversight.views.blueprint import blueprint
from portal.staff.guard import staff_page
from portal.staff.queries import member_named
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

KINDS = {
    Kind.CHANGED: _l("A line was changed"),
    Kind.MISSING: _l("A line is missing"),
    Kind.REORDERED: _l("A line stands at another place"),
    Kind.TRUNCATED: _l("The end was cut off"),
    Kind.BAD_SIGNATURE: _l("A signed statement is not ours"),
}


@blueprint.get("/log")
@staff_page(Role.AUDITOR)
def log_check() -> ResponseReturnValue:
    """Ask what to try."""
    return _show(LogCheckForm(formdata=None))


@blueprint.post("/log")
@staff_page(Role.AUDITOR)
def run_log_check() -> ResponseReturnValue:
    """Try it, write down that it was tried and what came of it, and show that."""
    form = LogCheckForm()
    try:
        scope, found = _checked(form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(form, status=422)
    outcome = found.fault.kind.value.replace(" ", "_") if found.fault else "whole"
    trail.note(
        Line(
            event=Event.LOG_CHECKED,
            permitted=True,
            by=current_staff().actor,
            section=scope,
            object_ref=f"log:{outcome}",
        )
    )
    return _show(form, found)


def _checked(staff_name: str) -> tuple[str, Found]:
    """Return what was tried and what came of it; raise RuleBroken."""
    if not staff_name:
        if log_checks.is_too_long():
            raise RuleBroken(
                _("The log is long. Give a staff name, or use the command"), "staff_name"
            )
        return "whole", log_checks.check_all()
    found = member_named(reads(), staff_name)
    if found is None:
        raise RuleBroken(_("No member of staff has this name"), "staff_name")
    return "staff", log_checks.check_touched_by(found.id)


def _show(form: LogCheckForm, found: Found | None = None, status: int = 200) -> ResponseReturnValue:
    fault = found.fault if found else None
    return pages.show(
        "oversight/log_check.html",
        status=status,
        form=form,
        found=found,
        fault=fault,
        kind=str(KINDS[fault.kind]) if fault else None,
        chain=pseudonym(fault.chain) if fault and fault.chain else None,
        line=_line_of(fault) if fault else None,
    )


def _line_of(fault: Fault) -> words.ShownLine | None:
    """Return what the bad line says now, if it is there to be read."""
    if fault.seq is None:
        return None
    line = lines.line(fault.seq)
    return words.shown(line) if line else None

"""What was done with a record, in words that follow "Did:"; never what it was about."""

from collections.abc import Mapping
from uuid import UUID

from portal.access.names import Named
from portal.access.policy import SECTION_LABELS, Permission
from portal.access.queries import Line, named_id
from portal.audit.events import WITHDRAWN, Event
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l

SECTIONS: Mapping[str, str] = {
    **{permission.value: label for permission, label in SECTION_LABELS.items()},
    "emergency": _l("the record, in an emergency"),
}
_SEEN_BY_STAFF: Mapping[str, str] = {Permission.SEE_VISITS.value: _l("visits")}
_DEEDS: Mapping[Event, str] = {
    Event.RECORD_PRINTED: _l("printing or saving the record"),
    Event.DOSE_REPORTED: _l("reporting a dose"),
    Event.CASE_OPENED: _l("reporting a mistake"),
    Event.CASE_MOVED: _l("working on a report"),
    Event.RECORD_ADDED: _l("writing into the record: %(part)s"),
    Event.RECORD_CORRECTED: _l("correcting the record: %(part)s"),
    Event.CONSENT_GRANTED: _l("allowing %(name)s to look"),
    Event.CONSENT_ENDED: _l("no longer allowing %(name)s to look"),
    Event.ACCESS_REQUESTED: _l("asking to see the record"),
    Event.ACCESS_REQUEST_REFUSED: _l("saying no to a request"),
    Event.SHARING_CODE_MADE: _l("making a code for the doctor"),
    Event.SHARING_CODE_FAILED: _l("typing a wrong code"),
    Event.KEY_CARD_ISSUED: _l("issuing a paper card with codes"),
    Event.PERSON_BLOCKED: _l("shutting out %(name)s"),
    Event.PERSON_UNBLOCKED: _l("letting %(name)s ask again"),
    Event.REPRESENTATION_ASKED: _l("asking at the counter for a representative"),
    Event.REPRESENTATION_STARTED: _l("making %(name)s a representative"),
    Event.REPRESENTATION_ENDED: _l("ending that %(name)s is a representative"),
    Event.VISIT_HIDDEN: _l("hiding a visit from the household"),
    Event.VISIT_SHOWN: _l("showing a visit to the household again"),
    Event.EMERGENCY_OPENED: _l("opening the emergency card"),
    Event.EMERGENCY_WIDENED: _l("opening the rest of the record"),
    Event.EMERGENCY_CLOSED: _l("closing the emergency opening"),
    Event.EMERGENCY_REVIEWED: _l("reviewing the emergency opening"),
    Event.SLIPS_ASKED: _l("asking for a sign-in slip"),
    Event.SLIPS_DECIDED: _l("deciding on a sign-in slip"),
    Event.SLIPS_TAKEN: _l("printing a sign-in slip"),
    Event.RESET_ASKED: _l("asking for a new way to sign in"),
    Event.RESET_VOUCHED: _l("vouching for the person"),
    Event.RESET_DECIDED: _l("deciding on a new way to sign in"),
    Event.RESET_WITHDRAWN: _l("taking back a request for a new way to sign in"),
    Event.RESET_USED: _l("signing in on the new phone"),
    Event.RESET_CONTESTED: _l("stopping the new way to sign in"),
    Event.RESET_SETTLED: _l("settling who the account belongs to"),
    Event.PERSON_REGISTERED: _l("entering the person into the register"),
    Event.NUMBER_RECORDED: _l("writing down a new name or identity number"),
    Event.DEATH_RECORDED: _l("writing down a death"),
    Event.DEATH_TAKEN_BACK: _l("taking back a death"),
    Event.MERGE_ASKED: _l("asking to join two entries"),
    Event.MERGE_DECIDED: _l("deciding not to join two entries"),
    Event.PEOPLE_MERGED: _l("joining two entries of one person"),
    Event.MERGE_UNDONE: _l("separating two entries again"),
    Event.LOG_EXPORTED: _l("saving the log"),
    Event.LOG_CHECKED: _l("checking the log"),
}
# Pages on which something is asked for, not read.
_ASKING: Mapping[str, str] = {
    Permission.PRINT_RECORD.value: _l("printing or saving the record"),
    Permission.REPORT_DOSE.value: _l("reporting a dose"),
    Permission.DISPUTE_FACT.value: _l("reporting a mistake"),
}
_WATCHED: Mapping[str, str] = {
    "emergency": _l("reading about the emergency opening"),
    "dispute": _l("reading a report"),
}


def part_of(line: Line) -> str:
    """Name the part of the record; a private visit is a visit."""
    section = line.section or ""
    if line.staff_id is not None and section in _SEEN_BY_STAFF:
        return str(_SEEN_BY_STAFF[section])
    return str(SECTIONS.get(section, _l("health record")))


def deed_of(line: Line, names: Mapping[UUID, Named]) -> str:
    """Say what was done; empty where somebody only looked."""
    if line.event in (Event.RECORD_SEEN, Event.ACCESS_REFUSED, Event.DESK_SEEN):
        return str(_ASKING.get(line.section or "", ""))
    if line.event is Event.STAFF_SEEN:
        return str(_WATCHED.get(line.section or "") or _("reading the log"))
    if line.section == WITHDRAWN:
        return _("taking a request back")
    words = _DEEDS.get(line.event)
    if words is None:
        return _("something else")
    return str(words) % {"name": _name(line, names), "part": part_of(line)}


def _name(line: Line, names: Mapping[UUID, Named]) -> str:
    for kind in ("consent", "staff", "representation"):
        found = named_id(kind, line.object_ref)
        if found is not None and found in names:
            return names[found].name
    return _("somebody")

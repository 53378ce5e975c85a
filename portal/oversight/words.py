"""Lines of the log in words: the name of a section or of an act, never a health fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.access.policy import SECTION_LABELS
from portal.audit.events import GIVEN_BACK, NOT_GIVEN_BACK, WITHDRAWN, Basis, Event
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.oversight.lines import WatchedLine

ACTS: Mapping[Event, str] = {
    Event.RECORD_SEEN: _l("Looked at the record"),
    Event.ACCESS_REFUSED: _l("Tried to look"),
    Event.RECORD_PRINTED: _l("Printed the record"),
    Event.RECORD_ADDED: _l("Added to the record"),
    Event.RECORD_CORRECTED: _l("Corrected the record"),
    Event.CASE_OPENED: _l("Opened a case"),
    Event.CASE_MOVED: _l("Worked on a case"),
    Event.CONSENT_GRANTED: _l("Was allowed to look"),
    Event.CONSENT_ENDED: _l("Was stopped from looking"),
    Event.ACCESS_REQUESTED: _l("Asked to look"),
    Event.ACCESS_REQUEST_REFUSED: _l("Was not allowed to look"),
    Event.SHARING_CODE_FAILED: _l("Typed a wrong code"),
    Event.KEY_CARD_ISSUED: _l("Printed a paper card"),
    Event.EMERGENCY_OPENED: _l("Opened in an emergency"),
    Event.EMERGENCY_WIDENED: _l("Opened the rest in an emergency"),
    Event.EMERGENCY_CLOSED: _l("Closed an emergency opening"),
    Event.EMERGENCY_REVIEWED: _l("Reviewed an emergency opening"),
    Event.PATIENT_SEARCHED: _l("Searched for a patient"),
    Event.LOG_CHECKED: _l("Checked the log"),
    Event.STAFF_SEEN: _l("Looked through the log"),
    Event.STAFF_SIGNED_IN: _l("Signed in"),
    Event.STAFF_SIGN_IN_FAILED: _l("Wrong code or password"),
    Event.STAFF_SIGNED_OUT: _l("Signed out"),
    Event.STAFF_UNLOCKED: _l("Unlocked the page"),
    Event.STAFF_ACCOUNT_CHANGED: _l("The account was changed"),
    Event.RESIDENT_SEARCHED: _l("Searched for a resident"),
    Event.DESK_SEEN: _l("Opened a resident at the counter"),
    Event.SLIPS_ASKED: _l("Asked for sign-in slips"),
    Event.SLIPS_DECIDED: _l("Decided about sign-in slips"),
    Event.SLIPS_TAKEN: _l("Took a sign-in slip"),
    Event.CODE_ISSUED: _l("Made a one-time code"),
    Event.ACCOUNT_OPENED: _l("Opened an account"),
    Event.RESET_ASKED: _l("Asked for a new phone"),
    Event.RESET_VOUCHED: _l("Vouched for somebody"),
    Event.RESET_DECIDED: _l("Decided about a new phone"),
    Event.RESET_WITHDRAWN: _l("Took back a request for a new phone"),
    Event.RESET_USED: _l("Signed in on the new phone"),
    Event.RESET_CONTESTED: _l("Stopped a new phone"),
    Event.RESET_SETTLED: _l("Settled a new phone that was stopped"),
    Event.PERSON_REGISTERED: _l("Entered a person"),
    Event.NUMBER_RECORDED: _l("Recorded a name or an identity number"),
    Event.DEATH_RECORDED: _l("Recorded a death"),
    Event.DEATH_TAKEN_BACK: _l("Took back a death"),
    Event.MERGE_ASKED: _l("Asked to make two entries one"),
    Event.MERGE_DECIDED: _l("Decided that two entries stay two"),
    Event.PEOPLE_MERGED: _l("Made two entries one"),
    Event.MERGE_UNDONE: _l("Separated two entries again"),
    Event.REPRESENTATION_ASKED: _l("Took down who is to be a representative"),
    Event.REPRESENTATION_STARTED: _l("Entered a representative"),
    Event.REPRESENTATION_ENDED: _l("Ended a representation"),
    Event.REPORT_SEEN: _l("Read a report"),
    Event.FEES_OPENED: _l("Opened a year of fees"),
    Event.FEES_CHANGED: _l("Changed what is asked as a fee"),
    Event.FEES_SEEN: _l("Looked at the fees of a household"),
    Event.FEE_ORDERED: _l("Began to pay a fee"),
    Event.FEE_PAID: _l("Took a fee"),
    Event.RECEIPT_ANNULLED: _l("Annulled a receipt"),
    Event.MONEY_PLACED: _l("Placed money that came in"),
    Event.RETURN_ASKED: _l("Asked to give money back"),
    Event.RETURN_DECIDED: _l("Decided about giving money back"),
    Event.STATEMENT_BROUGHT: _l("Brought a bank statement"),
    Event.STATEMENT_DECIDED: _l("Decided about a bank statement"),
    Event.PAYOUT_ASKED: _l("Said that money is a provider’s pay-out"),
    Event.PAYOUT_DECIDED: _l("Decided about a provider’s pay-out"),
    Event.CASH_MOVED: _l("Handed cash over"),
    Event.DAY_CLOSED: _l("Closed the day's cash"),
}
# An act that its section tells, whatever the event.
_ACTS_BY_SECTION: Mapping[str, str] = {
    WITHDRAWN: _l("Took a request back"),
    GIVEN_BACK: _l("Said that a payer has their cash back"),
    NOT_GIVEN_BACK: _l("Took back the word that a payer has their cash back"),
}
BASES: Mapping[Basis, str] = {
    Basis.CONSENT: _l("Allowed by the patient"),
    Basis.EMERGENCY: _l("Emergency opening"),
    Basis.REPRESENTATIVE: _l("Representative"),
    Basis.SELF: _l("The patient"),
    Basis.SYSTEM: _l("By machine"),
    Basis.DESK: _l("At the counter"),
}
TONES: Mapping[Basis, str] = {Basis.EMERGENCY: "bad", Basis.CONSENT: "ok"}
_SECTIONS = {permission.value: label for permission, label in SECTION_LABELS.items()}
_LOOKS = (Event.RECORD_SEEN, Event.ACCESS_REFUSED)


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One line in words; `tone` is that of its basis."""

    at: datetime
    act: str
    section: str
    basis: str
    tone: str
    permitted: bool
    patient: str


def shown(line: WatchedLine, patient: str = "") -> ShownLine:
    """Put a line into words."""
    return ShownLine(
        at=line.at,
        act=_act(line),
        section=section_of(line),
        basis=str(BASES[line.basis]) if line.basis else "",
        tone=TONES.get(line.basis, "plain") if line.basis else "plain",
        permitted=line.permitted,
        patient=patient,
    )


def _act(line: WatchedLine) -> str:
    by_section = _ACTS_BY_SECTION.get(line.section or "")
    return str(by_section or ACTS.get(line.event) or _("Something else"))


def section_of(line: WatchedLine) -> str:
    """Return the section a look was at; empty for an act that is no look."""
    if line.event not in _LOOKS or line.section is None:
        return ""
    return str(_SECTIONS.get(line.section, ""))

"""What can be written in the log."""

from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class Event(StrEnum):
    """A look, a refusal, or a change."""

    RECORD_SEEN = "record_seen"
    ACCESS_REFUSED = "access_refused"
    RECORD_PRINTED = "record_printed"
    CASE_OPENED = "case_opened"
    DOSE_REPORTED = "dose_reported"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    FACTOR_CHANGED = "factor_changed"
    ACCOUNT_OPENED = "account_opened"
    CODE_ISSUED = "code_issued"
    RECORD_IMPORTED = "record_imported"
    RECORD_ADDED = "record_added"
    RECORD_CORRECTED = "record_corrected"
    CASE_MOVED = "case_moved"
    CONSENT_GRANTED = "consent_granted"
    CONSENT_ENDED = "consent_ended"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_REQUEST_REFUSED = "access_request_refused"
    SHARING_CODE_MADE = "sharing_code_made"
    SHARING_CODE_FAILED = "sharing_code_failed"
    KEY_CARD_ISSUED = "key_card_issued"
    PERSON_BLOCKED = "person_blocked"
    PERSON_UNBLOCKED = "person_unblocked"
    REPRESENTATION_ASKED = "representation_asked"
    REPRESENTATION_STARTED = "representation_started"
    REPRESENTATION_ENDED = "representation_ended"
    VISIT_HIDDEN = "visit_hidden"
    VISIT_SHOWN = "visit_shown"
    EMERGENCY_OPENED = "emergency_opened"
    EMERGENCY_WIDENED = "emergency_widened"
    EMERGENCY_CLOSED = "emergency_closed"
    EMERGENCY_REVIEWED = "emergency_reviewed"
    PATIENT_SEARCHED = "patient_searched"
    LOG_EXPORTED = "log_exported"
    LOG_CHECKED = "log_checked"
    STAFF_SEEN = "staff_seen"
    STAFF_SIGNED_IN = "staff_signed_in"
    STAFF_SIGN_IN_FAILED = "staff_sign_in_failed"
    STAFF_SIGNED_OUT = "staff_signed_out"
    STAFF_UNLOCKED = "staff_unlocked"
    STAFF_ACCOUNT_CHANGED = "staff_account_changed"
    RESIDENT_SEARCHED = "resident_searched"
    DESK_SEEN = "desk_seen"
    SLIPS_ASKED = "slips_asked"
    SLIPS_DECIDED = "slips_decided"
    SLIPS_TAKEN = "slips_taken"
    RESET_ASKED = "reset_asked"
    RESET_VOUCHED = "reset_vouched"
    RESET_DECIDED = "reset_decided"
    RESET_WITHDRAWN = "reset_withdrawn"
    RESET_USED = "reset_used"
    RESET_CONTESTED = "reset_contested"
    RESET_SETTLED = "reset_settled"
    PERSON_REGISTERED = "person_registered"
    NUMBER_RECORDED = "number_recorded"
    DEATH_RECORDED = "death_recorded"
    DEATH_TAKEN_BACK = "death_taken_back"
    MERGE_ASKED = "merge_asked"
    MERGE_DECIDED = "merge_decided"
    PEOPLE_MERGED = "people_merged"
    MERGE_UNDONE = "merge_undone"
    REPORT_SEEN = "report_seen"
    FEES_OPENED = "fees_opened"
    FEES_CHANGED = "fees_changed"
    FEES_SEEN = "fees_seen"
    FEE_ORDERED = "fee_ordered"
    FEE_PAID = "fee_paid"
    RECEIPT_ANNULLED = "receipt_annulled"
    MONEY_PLACED = "money_placed"
    RETURN_ASKED = "return_asked"
    RETURN_DECIDED = "return_decided"
    STATEMENT_BROUGHT = "statement_brought"
    STATEMENT_DECIDED = "statement_decided"
    PAYOUT_ASKED = "payout_asked"
    PAYOUT_DECIDED = "payout_decided"
    CASH_MOVED = "cash_moved"
    DAY_CLOSED = "day_closed"


# The section of a request its asker took back; of one that was refused it is "share".
WITHDRAWN = "share:withdrawn"
# The sections of the word that a payer has their cash back, and of that word taken back.
GIVEN_BACK = "given_back"
NOT_GIVEN_BACK = "given_back:withdrawn"


class Basis(StrEnum):
    """Why access was allowed (product.md §4)."""

    SELF = "self"
    REPRESENTATIVE = "representative"
    CONSENT = "consent"
    EMERGENCY = "emergency"
    SYSTEM = "system"
    DESK = "desk"

    @property
    def label(self) -> str:
        return str(BASIS_LABELS[self])


BASIS_LABELS = {
    Basis.SELF: _l("Yourself"),
    Basis.REPRESENTATIVE: _l("Representative"),
    Basis.CONSENT: _l("Allowed by you"),
    Basis.EMERGENCY: _l("Emergency opening"),
    Basis.SYSTEM: _l("Sent by machine, read by nobody"),
    Basis.DESK: _l("At the station's counter, no health facts"),
}

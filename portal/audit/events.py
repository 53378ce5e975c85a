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


class Basis(StrEnum):
    """Why access was allowed (product.md §4)."""

    SELF = "self"
    REPRESENTATIVE = "representative"
    CONSENT = "consent"
    EMERGENCY = "emergency"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return str(BASIS_LABELS[self])


BASIS_LABELS = {
    Basis.SELF: _l("Yourself"),
    Basis.REPRESENTATIVE: _l("Representative"),
    Basis.CONSENT: _l("Allowed by you"),
    Basis.EMERGENCY: _l("Emergency opening"),
    Basis.SYSTEM: _l("Sent by machine, read by nobody"),
}

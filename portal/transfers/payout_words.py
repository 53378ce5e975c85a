"""What the pages say of where a pay-out stands."""

from portal.kernel.i18n import lazy_gettext as _l
from portal.receiving.payout_models import PayoutState

PAYOUTS = {
    PayoutState.ASKED: _l("Waits for a colleague"),
    PayoutState.WITHDRAWN: _l("Withdrawn"),
    PayoutState.CONFIRMED: _l("Confirmed"),
    PayoutState.DOUBTED: _l("To be undone, waits for a colleague"),
    PayoutState.TAKEN_BACK: _l("Undone afterwards"),
}
TONES = {
    PayoutState.ASKED: "due",
    PayoutState.WITHDRAWN: "plain",
    PayoutState.CONFIRMED: "ok",
    PayoutState.DOUBTED: "due",
    PayoutState.TAKEN_BACK: "plain",
}

"""What the pages say of where a brought statement stands."""

from portal.kernel.i18n import lazy_gettext as _l
from portal.transfers.models import StatementState

STATEMENTS = {
    StatementState.WAITING: _l("Waits for a colleague"),
    StatementState.CONFIRMED: _l("Confirmed"),
    StatementState.REFUSED: _l("Refused"),
}
TONES = {
    StatementState.WAITING: "due",
    StatementState.CONFIRMED: "ok",
    StatementState.REFUSED: "plain",
}

"""How a reset goes on: its states and every move between them, as a table to read.

Nothing else changes a state: a move that is not in the table does not exist.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class State(StrEnum):
    """Where a reset stands."""

    WAITS_FOR_VOUCHER = "waits_for_voucher"
    ASKED = "asked"
    ALLOWED = "allowed"
    USED = "used"
    FROZEN = "frozen"
    SETTLING = "settling"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    CONFIRMED = "confirmed"
    REVERSED = "reversed"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    State.WAITS_FOR_VOUCHER: _l("Waits for who vouches"),
    State.ASKED: _l("Waits for the second person"),
    State.ALLOWED: _l("Allowed, not yet used"),
    State.USED: _l("The new phone is in use"),
    State.FROZEN: _l("Stopped, nobody signs in"),
    State.SETTLING: _l("Waits for a second word"),
    State.REFUSED: _l("Turned down"),
    State.WITHDRAWN: _l("Taken back"),
    State.LAPSED: _l("Ran out"),
    State.CANCELLED: _l("Ended, the old phone was used"),
    State.CONFIRMED: _l("Settled, the reset was right"),
    State.REVERSED: _l("Settled, back to the old phone"),
}


class Move(StrEnum):
    """What somebody does, or the clock."""

    VOUCH = "vouch"
    ALLOW = "allow"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    OLD_FACTOR_USED = "old_factor_used"
    USE = "use"
    CONTEST = "contest"
    PROPOSE = "propose"
    DISAGREE = "disagree"
    CONFIRM = "confirm"
    REVERSE = "reverse"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.WAITS_FOR_VOUCHER, Move.VOUCH): State.ASKED,
    (State.WAITS_FOR_VOUCHER, Move.REFUSE): State.REFUSED,
    (State.WAITS_FOR_VOUCHER, Move.WITHDRAW): State.WITHDRAWN,
    (State.WAITS_FOR_VOUCHER, Move.LAPSE): State.LAPSED,
    (State.WAITS_FOR_VOUCHER, Move.OLD_FACTOR_USED): State.CANCELLED,
    (State.ASKED, Move.ALLOW): State.ALLOWED,
    (State.ASKED, Move.REFUSE): State.REFUSED,
    (State.ASKED, Move.WITHDRAW): State.WITHDRAWN,
    (State.ASKED, Move.LAPSE): State.LAPSED,
    (State.ASKED, Move.OLD_FACTOR_USED): State.CANCELLED,
    (State.ALLOWED, Move.USE): State.USED,
    (State.ALLOWED, Move.WITHDRAW): State.WITHDRAWN,
    (State.ALLOWED, Move.LAPSE): State.LAPSED,
    (State.ALLOWED, Move.OLD_FACTOR_USED): State.CANCELLED,
    (State.ALLOWED, Move.CONTEST): State.FROZEN,
    (State.USED, Move.CONTEST): State.FROZEN,
    (State.FROZEN, Move.PROPOSE): State.SETTLING,
    (State.SETTLING, Move.DISAGREE): State.FROZEN,
    (State.SETTLING, Move.CONFIRM): State.CONFIRMED,
    (State.SETTLING, Move.REVERSE): State.REVERSED,
}

# Of these a person has one at a time.
RUNNING = (
    State.WAITS_FOR_VOUCHER,
    State.ASKED,
    State.ALLOWED,
    State.FROZEN,
    State.SETTLING,
)


def sources(move: Move) -> tuple[State, ...]:
    """Return the states a move may begin at."""
    return tuple(state for state, made in MOVES if made is move)

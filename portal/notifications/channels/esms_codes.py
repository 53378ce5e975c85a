"""The gateway's `CodeResult` values (eSMS's published manual) and what each means for a message."""

from enum import Enum


class Outcome(Enum):
    """What becomes of a message."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"


# 124: this RequestId was accepted before, so the message is on its way.
# LATER: the account's fault (keys, price, balance, sender not registered yet), which the
# operator mends, or still being processed. NEVER: the message's own fault.
OUTCOMES = {
    "100": Outcome.ACCEPTED,
    "124": Outcome.ACCEPTED,
    "101": Outcome.LATER,  # wrong keys
    "102": Outcome.LATER,  # no price agreed
    "103": Outcome.LATER,  # balance too low
    "104": Outcome.LATER,  # sender's name not registered
    "177": Outcome.LATER,  # sender not registered with this carrier
    "199": Outcome.LATER,  # being processed
    "99": Outcome.NEVER,  # number blocked
    "105": Outcome.NEVER,  # message id unknown
    "107": Outcome.NEVER,  # advertising needs 30 numbers
    "108": Outcome.NEVER,  # malformed number
    "110": Outcome.NEVER,  # bad data
    "120": Outcome.NEVER,  # too many numbers
    "146": Outcome.NEVER,  # text matches no registered template
    "687": Outcome.NEVER,  # more than 500 numbers
}
NO_BALANCE = "103"
ACCOUNT_FAULTS = frozenset({"101", "102", NO_BALANCE, "104", "177"})


def outcome_of(code: str) -> Outcome:
    """Return what a code means; one the manual does not name is tried again."""
    return OUTCOMES.get(code, Outcome.LATER)

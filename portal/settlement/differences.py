"""Two figures that should be one, in words that say where to look."""

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class Kind(StrEnum):
    """Which two figures do not agree: what is written down, and what the moves of money say."""

    FEES = "fees"
    LINES = "lines"
    IN_FORCE = "in_force"
    PAYMENT = "payment"
    ANNULMENT = "annulment"
    MADE_OF = "made_of"
    NUMBERS = "numbers"
    BOX = "box"
    HANDOVER = "handover"
    ARRIVAL = "arrival"
    PLACED = "placed"
    RETURNED = "returned"
    STRUCK = "struck"
    UNPLACED = "unplaced"
    BANK = "bank"
    DEPOSITS = "deposits"
    PAYOUT = "payout"
    CHARGES = "charges"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Kind.FEES: _l("All receipts in force, and the fees in the books"),
    Kind.LINES: _l("A receipt, and the charges it pays"),
    Kind.IN_FORCE: _l("A receipt, and the charges that are paid by it today"),
    Kind.PAYMENT: _l("A receipt, and its move of money"),
    Kind.ANNULMENT: _l("An annulled receipt, and its move back"),
    Kind.MADE_OF: _l("A receipt, and the transfers it was made of"),
    Kind.NUMBERS: _l("The last receipt number given, and the receipts there are"),
    Kind.BOX: _l("The cash noted for a collector, and their moves"),
    Kind.HANDOVER: _l("Cash counted at a handover, and its move"),
    Kind.ARRIVAL: _l("Money that came in, and its move"),
    Kind.PLACED: _l("What an arrival was made of, and the receipts it became"),
    Kind.RETURNED: _l("What was given back, and the returns paid out"),
    Kind.STRUCK: _l(
        "Money struck as never come, which a later statement shows or a messenger tells of"
    ),
    Kind.UNPLACED: _l("Money that waits, and the book it waits in"),
    Kind.BANK: _l("Money at the bank or a provider, and its book"),
    Kind.DEPOSITS: _l("Cash on its way to the bank, and its book"),
    Kind.PAYOUT: _l("A pay-out of a provider with its fee, and its moves"),
    Kind.CHARGES: _l("What providers kept as their fee, and its book"),
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One disagreement; `about` is a receipt number, a day or a name, never a resident.

    `written` is what the rows of that kind say, `moved` what the moves say; đồng, of
    NUMBERS counts. Of STRUCK `written` is what was shown or told of afterwards, and the books hold
    nothing.
    """

    kind: Kind
    about: str
    written: int
    moved: int

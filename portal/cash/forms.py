"""What is typed when cash is taken, handed over, counted and taken to the bank."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField

from portal.accounts.forms import Form
from portal.cash.statements import ChargeLine, Statement
from portal.cash.takers import Taker
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.ledger import amounts

LONGEST, SHORTEST_REASON = 100, 5


class FindForm(Form):
    """Which household: its code, or the name of its head."""

    household = StringField(
        _l("Household"), description=_l("Its code, or the full name of its head")
    )

    def value(self) -> str:
        """Return what to look for; raise RuleBroken."""
        text = clean(self.household.data or "")[:LONGEST]
        if len(text) < 2:
            raise RuleBroken(_("Type the code or the name"), "household")
        return text


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """For which charges somebody pays; `said` is the sum the page showed, in figures."""

    charge_ids: frozenset[UUID]
    said: str
    payer: str = field(repr=False)


class TakeForm(Form):
    """Who pays for whom."""

    charges = SelectMultipleField(_l("Paid for"), validate_choice=False)
    payer = StringField(_l("Who pays"), description=_l("This name stands on the receipt"))
    said = HiddenField()

    def offer(self, found: Statement) -> list[tuple[ChargeLine, bool]]:
        """Return the open lines, each with whether it is chosen; at first all are."""
        if not self.is_submitted():
            self.payer.data = found.head
            return [(line, True) for line in found.open_lines]
        chosen = set(self.charges.data or ())
        return [(line, str(line.charge_id) in chosen) for line in found.open_lines]

    def value(self) -> Chosen:
        """Return what was chosen; raise RuleBroken."""
        try:
            charge_ids = frozenset(UUID(text) for text in self.charges.data or ())
        except ValueError:
            raise RuleBroken(_("Choose for whom is paid"), "charges") from None
        if not charge_ids:
            raise RuleBroken(_("Choose for whom is paid"), "charges")
        payer = clean(self.payer.data or "")[:LONGEST]
        if len(payer) < 2:
            raise RuleBroken(_("Type the name of who pays"), "payer")
        return Chosen(charge_ids=charge_ids, said=self.said.data or "", payer=payer)


class OfferForm(Form):
    """How much is handed over to whom."""

    amount = StringField(_l("Amount"), description=_l("In đồng"))
    taker = SelectField(_l("To whom"), validate_choice=False)

    def offer(self, takers: Sequence[Taker]) -> "OfferForm":
        """Offer the members of the station."""
        self.taker.choices = [("", _("Choose somebody"))] + [
            (str(taker.id), taker.name) for taker in takers
        ]
        return self

    def value(self) -> tuple[int, UUID]:
        """Return amount and taker; raise RuleBroken."""
        amount = amounts.parse(self.amount.data or "", "amount")
        try:
            return amount, UUID(self.taker.data or "")
        except ValueError:
            raise RuleBroken(_("Choose somebody"), "taker") from None


class CountForm(Form):
    """What the taker counted."""

    counted = StringField(_l("Counted"), description=_l("What really lies there, in đồng"))

    def value(self) -> int:
        """Return what was counted; raise RuleBroken."""
        return amounts.parse(self.counted.data or "", "counted")


class DayForm(Form):
    """What a collector counted at the end of a day."""

    counted = StringField(_l("Counted"), description=_l("What really lies there, in đồng"))
    note = StringField(_l("Why it differs"), description=_l("Only when the two amounts differ"))

    def value(self) -> tuple[int, str]:
        """Return what was counted and why it differs; raise RuleBroken."""
        counted = amounts.parse(self.counted.data or "", "counted")
        return counted, clean(self.note.data or "")[:LONGEST]


class DepositForm(Form):
    """Cash taken to the bank."""

    amount = StringField(_l("Amount"), description=_l("In đồng"))
    bank_slip = StringField(_l("Number of the bank's slip"))

    def value(self) -> tuple[int, str]:
        """Return amount and slip; raise RuleBroken."""
        amount = amounts.parse(self.amount.data or "", "amount")
        slip = clean(self.bank_slip.data or "").upper()[:LONGEST]
        if not slip:
            raise RuleBroken(_("Type the number of the bank's slip"), "bank_slip")
        return amount, slip


class DoubtForm(Form):
    """Why a deposit is not as it was written down."""

    reason = StringField(
        _l("What is wrong"), description=_l("For example: never taken there, or a wrong amount")
    )

    def value(self) -> str:
        """Return the reason; raise RuleBroken."""
        reason = clean(self.reason.data or "")[:LONGEST]
        if len(reason) < SHORTEST_REASON:
            raise RuleBroken(_("Write down what is wrong"), "reason")
        return reason

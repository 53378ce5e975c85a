"""That money was sent back, and by whom."""

from wtforms import RadioField

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.receiving.models import SentFrom
from portal.transfers.forms import ProofForm
from portal.transfers.returns import Return

SOURCES = {
    SentFrom.PROVIDER: _l("By the provider, on its own pages"),
    SentFrom.BANK: _l("From our bank account"),
}


class SentForm(ProofForm):
    """By which transfer it was sent; of what a provider collected, also where from.

    Nothing is chosen beforehand: a book moves by it.
    """

    sent_from = RadioField(
        _l("Where it was sent from"),
        choices=[(source.value, label) for source, label in SOURCES.items()],
        validate_choice=False,
    )

    def about(self, found: Return) -> "SentForm":
        """Ask only for what is not known already: money of the bank is sent by the bank."""
        if not found.is_collected:
            del self.sent_from
        return self

    def source(self) -> SentFrom:
        """Return where it was sent from; raise RuleBroken."""
        if "sent_from" not in self:
            return SentFrom.BANK
        if self.sent_from.data not in SOURCES:
            raise RuleBroken(_("Choose one"), "sent_from")
        return SentFrom(self.sent_from.data)

"""What a payer chooses: for whom and which years, and how."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectMultipleField

from portal.accounts.forms import Form
from portal.fees.methods import Offer
from portal.fees.order_models import Method
from portal.fees.statement import Basket
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l


class OrderForm(Form):
    """The members and years of one household, all chosen at first, and the way to pay."""

    charges = SelectMultipleField(_l("Who is paid for"), validate_choice=False)
    method = RadioField(_l("How to pay"), validate_choice=False)
    basket = HiddenField()

    def about(self, basket: Basket, offers: Sequence[Offer]) -> "OrderForm":
        """Offer what one household can pay, and how."""
        key = key_of(basket)
        self.basket.data = key
        self.charges.id, self.method.id = f"charges-{key}", f"method-{key}"
        self.method.choices = [(offer.method.value, str(offer.label)) for offer in offers]
        if self.charges.data is None or not self.is_submitted():
            self.charges.data = [str(line.charge_id) for line in basket.open_lines]
        if not self.method.data or not self.is_submitted():
            self.method.data = Method.TRANSFER.value
        return self

    def chosen(self) -> Sequence[UUID]:
        """Return the charges that are ticked; raise RuleBroken."""
        try:
            found = [UUID(text) for text in self.charges.data or ()]
        except ValueError:
            found = []
        if not found:
            raise RuleBroken(_("Choose who is paid for"), "charges")
        return found

    def way(self) -> Method:
        """Return how it is to be paid, by transfer when nothing was to be chosen."""
        try:
            return Method(self.method.data or Method.TRANSFER)
        except ValueError:
            raise RuleBroken(_("Choose how to pay"), "method") from None


def key_of(basket: Basket) -> str:
    """Return what tells one household's form from another's on the page."""
    return f"{basket.household_id}_{basket.unit_id}"

"""Which provider paid out, and what it kept."""

from wtforms import RadioField, StringField

from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.ledger import amounts
from portal.receiving.models import Provider

PAYERS = {Provider.VNPAY: "VNPAY", Provider.MOMO: "MoMo"}


class PayoutForm(Form):
    """Whose pay-out it is; nothing is chosen beforehand."""

    provider = RadioField(
        _l("Who paid out"),
        choices=[(provider.value, name) for provider, name in PAYERS.items()],
        validate_choice=False,
    )
    charges = StringField(
        _l("Fee it kept, in đồng"),
        description=_l("As its own report of this pay-out shows it; 0 if it kept none"),
    )

    def value(self) -> tuple[Provider, int]:
        """Return the provider and its fee; raise RuleBroken."""
        if self.provider.data not in PAYERS:
            raise RuleBroken(_("Choose one"), "provider")
        return Provider(self.provider.data), amounts.parse(self.charges.data or "", "charges")

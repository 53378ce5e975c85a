"""What is ticked at the counter before a card is printed."""

from wtforms import BooleanField

from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l


class KeyCardForm(Form):
    """That the person is there and was looked at."""

    seen = BooleanField(_l("The person is here, and I compared the photo on the identity card"))

    def value(self) -> None:
        """Raise RuleBroken when it was not ticked."""
        if not self.seen.data:
            raise RuleBroken(_("Compare the card first, then tick"), "seen")

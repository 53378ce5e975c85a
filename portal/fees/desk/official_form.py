"""The number of an electronic receipt, as it is typed."""

import re

from wtforms import StringField

from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean

_OFFICIAL = re.compile(r"[0-9A-Z](?:[0-9A-Z/ -]{0,28}[0-9A-Z])?")


class OfficialNumberForm(Form):
    """The number of the electronic receipt the unit's own software issued."""

    number = StringField(
        _l("Number of the electronic receipt"),
        description=_l("Series and number as they stand on it"),
    )

    def value(self) -> str:
        """Return it in capitals; raise RuleBroken."""
        number = clean(self.number.data or "").upper()
        if not _OFFICIAL.fullmatch(number):
            raise RuleBroken(_("Type 1 to 30 letters, digits, - or /"), "number")
        return number

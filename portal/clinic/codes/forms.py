"""A code typed or scanned at the desk, and the two answers before a witness."""

from wtforms import BooleanField, HiddenField, StringField

from portal.accounts.forms import Form
from portal.consents import codes
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l


class CodeForm(Form):
    """A code of eight letters or digits."""

    code = StringField(_l("Code"))
    child_assented = BooleanField(_l("The child was asked and says yes too"))
    fingerprint = HiddenField()

    def value(self) -> str:
        """Return the code; raise RuleBroken when it cannot be one."""
        code = codes.typed(self.code.data or "")
        if len(code) != codes.DESK_LENGTH:
            raise RuleBroken(_("The code has 8 letters or digits"), "code")
        return code


class WitnessForm(Form):
    """A yes heard at the counter."""

    fingerprint = HiddenField()
    child_assented = BooleanField(_l("The child was asked and says yes too"))

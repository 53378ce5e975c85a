"""What is typed with a slip or a message in the hand."""

import re
import unicodedata

from wtforms import StringField

from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.identity import PersonalId
from portal.resets import slip

_SEPARATORS = re.compile(r"[\s.\-]+")


def digits(text: str, length: int, *, missing: str, wrong: str) -> str:
    """Return a typed code of so many digits; raise RuleBroken when it cannot be one."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not plain:
        raise RuleBroken(missing, "code")
    if len(plain) != length or not (plain.isascii() and plain.isdigit()):
        raise RuleBroken(wrong, "code")
    return plain


class SlipForm(Form):
    """The number of the identity card and the letters of a slip."""

    personal_id = StringField(
        _l("Identity number"), description=_l("12 digits, on the front of the identity card")
    )
    slip = StringField(
        _l("Letters of the slip"), description=_l("16 letters and digits, in groups of four")
    )

    def value(self) -> tuple[PersonalId, str]:
        """Return both; raise RuleBroken."""
        return PersonalId.parse(self.personal_id.data or ""), slip.parse(self.slip.data or "")


class NewPhoneCodeForm(Form):
    """The code sent to the new phone."""

    code = StringField(_l("OTP code"))

    def value(self) -> str:
        """Return six digits; raise RuleBroken."""
        return digits(
            self.code.data or "", 6, missing=_("Type the code"), wrong=_("The code has 6 digits")
        )


class StopForm(Form):
    """The eight digits of a message."""

    code = StringField(_l("Code of the message"), description=_l("8 digits"))

    def value(self) -> str:
        """Return eight digits; raise RuleBroken."""
        wrong = _("The code of the message has 8 digits")
        missing = _("Type the code of the message")
        return digits(self.code.data or "", 8, missing=missing, wrong=wrong)

"""A mobile number as somebody types it at the counter, and the form it is kept in."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from portal.kernel import crypto
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

_SEPARATORS = re.compile(r"[\s.\-()]+")
_SHAPE = re.compile(r"(?:\+?84|0)(\d{9})", re.ASCII)


@dataclass(frozen=True)
class Mobile:
    """A Vietnamese mobile number in E.164: codes go to mobiles only."""

    number: str

    @classmethod
    def parse(cls, text: str, field: str = "phone") -> "Mobile":
        """Read a typed number; blanks, dots and dashes are accepted. Raise RuleBroken."""
        typed = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
        if not typed:
            raise RuleBroken(_("Type the phone number"), field)
        shape = _SHAPE.fullmatch(typed)
        if shape is None:
            raise RuleBroken(_("A mobile number has 10 digits and begins with 0"), field)
        number = f"+84{shape[1]}"
        if not _is_mobile(number):
            raise RuleBroken(_("This is not a mobile number, codes cannot be sent to it"), field)
        return cls(number)

    @property
    def tail(self) -> str:
        return self.number[-3:]

    @property
    def index(self) -> bytes:
        """The blind index under which the number is found."""
        return crypto.blind_index("phone", self.number)

    def __repr__(self) -> str:
        return f"<Mobile …{self.tail}>"


def _is_mobile(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE

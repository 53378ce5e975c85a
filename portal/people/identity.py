"""Identity numbers that parse, check and mask themselves."""

import re
import unicodedata
from dataclasses import dataclass

from portal.kernel import crypto
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext
from portal.people.kinds import IdentifierSystem

_SEPARATORS = re.compile(r"[\s.\-]+")


@dataclass(frozen=True)
class PersonalId:
    """The 12-digit personal identification number (NĐ 102/2025, article 6: also the health id).

    No check digit is published, so only length and digits are checked.
    """

    digits: str

    @classmethod
    def parse(cls, text: str, field: str = "personal_id") -> "PersonalId":
        """Read a typed number; blanks, dots and dashes are accepted.

        Raise RuleBroken with a sentence that says what is there and what is missing.
        """
        digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
        if not digits:
            raise RuleBroken(_("Type the number of the identity card"), field)
        if not (digits.isascii() and digits.isdigit()):
            raise RuleBroken(_("The number has digits only"), field)
        if len(digits) != 12:
            raise RuleBroken(
                ngettext(
                    "The number must have 12 digits, you entered %(num)s",
                    "The number must have 12 digits, you entered %(num)s",
                    len(digits),
                ),
                field,
            )
        return cls(digits)

    @property
    def tail(self) -> str:
        return self.digits[-3:]

    @property
    def grouped(self) -> str:
        """The number as people read it: 099 194 000 123."""
        return " ".join(self.digits[start : start + 3] for start in range(0, 12, 3))

    @property
    def index(self) -> bytes:
        """The blind index under which the number is found."""
        return identifier_index(IdentifierSystem.PERSONAL_ID, self.digits)

    def __repr__(self) -> str:
        return f"<PersonalId …{self.tail}>"


def identifier_index(system: IdentifierSystem, value: str) -> bytes:
    """Return the blind index of any identifier of a person."""
    return crypto.blind_index(system.value, value)

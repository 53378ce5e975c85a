"""Reading a one-time code as people type it, from whichever source it came."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from portal.accounts import counter
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _


class Kind(StrEnum):
    """What a typed code looks like."""

    DIGITS = "digits"
    COUNTER = "counter"


@dataclass(frozen=True)
class TypedCode:
    """A code as typed, without blanks."""

    kind: Kind
    text: str = field(repr=False)

    @classmethod
    def parse(cls, text: str, name: str = "code") -> "TypedCode":
        """Read a typed code; raise RuleBroken when it cannot be one. No try is counted."""
        plain = re.sub(r"[\s.\-]+", "", unicodedata.normalize("NFKC", text)).upper()
        if not plain:
            raise RuleBroken(_("Type the code"), name)
        if len(plain) == 6 and plain.isascii() and plain.isdigit():
            return cls(Kind.DIGITS, plain)
        if counter.looks_right(plain):
            return cls(Kind.COUNTER, plain)
        raise RuleBroken(_("The code has 6 digits"), name)

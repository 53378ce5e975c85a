"""Which personal codes are accepted: pure rules.

Six digits are few, so those that others in the house would try first are refused.
"""

import unicodedata
from dataclasses import dataclass, field

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate

LEAST, MOST = 6, 12
_COMMON = frozenset(
    {
        "010203",
        "102030",
        "112358",
        "123321",
        "147258",
        "147852",
        "147896",
        "159357",
        "159753",
        "246810",
        "258456",
        "456123",
        "654123",
        "789123",
        "789456",
        "963852",
        "987456",
    }
)
_RUNS = ("01234567890123456789", "98765432109876543210")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a family member knows of the person, as digits."""

    born: PartialDate
    personal_id: str = field(repr=False)
    phone: str = field(repr=False)


def parse(text: str, name: str = "pin") -> str:
    """Return the digits typed; raise RuleBroken when they cannot be a personal code."""
    digits = "".join(unicodedata.normalize("NFKC", text).split())
    if not digits:
        raise RuleBroken(_("Type the personal code"), name)
    if not (digits.isascii() and digits.isdigit()):
        raise RuleBroken(_("The personal code has digits only"), name)
    if not LEAST <= len(digits) <= MOST:
        raise RuleBroken(_("The personal code has 6 to 12 digits"), name)
    return digits


def refuse_weak(pin: str, known: Known, name: str = "pin") -> None:
    """Raise RuleBroken for a code that is easily guessed."""
    if repeats(pin) or runs(pin) or pin in _COMMON:
        raise RuleBroken(_("Too easy to guess: digits that repeat or follow each other"), name)
    if any(date in pin or pin in date for date in birth_dates(known.born)):
        raise RuleBroken(_("Too easy to guess: do not use the birth date"), name)
    if pin in known.personal_id:
        raise RuleBroken(_("Too easy to guess: do not use the number of the identity card"), name)
    if pin in known.phone or pin in national(known.phone):
        raise RuleBroken(_("Too easy to guess: do not use the phone number"), name)


def repeats(pin: str) -> bool:
    """Say whether one short group makes the whole code: 111111, 121212, 123123."""
    return any(
        pin == (pin[:length] * len(pin))[: len(pin)] for length in range(1, len(pin) // 2 + 1)
    )


def runs(pin: str) -> bool:
    """Say whether the digits count up or down, also in pairs: 345678, 112233."""
    if any(pin in run for run in _RUNS):
        return True
    singles, doubled = pin[::2], pin[::2] == pin[1::2]
    return doubled and any(singles in run for run in _RUNS)


def birth_dates(born: PartialDate) -> tuple[str, ...]:
    """Return the ways a birth date is typed in six or eight digits, as far as it is known."""
    if not born.is_exact:
        return ()
    formats = ("%d%m%y", "%y%m%d", "%m%d%y", "%d%m%Y", "%Y%m%d", "%m%d%Y")
    return tuple(born.day.strftime(form) for form in formats)


def national(phone: str) -> str:
    """Return a number as it is dialled at home: 0900… for +84900…"""
    return "0" + phone.removeprefix("+84") if phone.startswith("+84") else phone

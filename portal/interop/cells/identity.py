"""Identity, insurance and phone numbers, told apart by their shape.

No check digit is published for the personal identification number, so length and digits
are all that is tested (TT 59/2021/TT-BCA gives the parts, not a checksum).
"""

import re
from functools import lru_cache

import phonenumbers

from portal.interop.cells import Cell, text_of
from portal.interop.problems import N_, CellRefused
from portal.interop.values.person import IdentifierValue, PhoneValue
from portal.people.kinds import IdentifierSystem, PhoneKind

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.'’-]+")
_SHAPES = (
    (re.compile(r"\d{12}"), IdentifierSystem.PERSONAL_ID),
    (re.compile(r"\d{9}"), IdentifierSystem.OLD_ID_CARD),
    (re.compile(r"[A-Z]{1,2}\d{7,8}"), IdentifierSystem.PASSPORT),
)
_CARD = re.compile(r"[A-Z]{2}[0-9]\d{12}")
_SOCIAL = re.compile(r"\d{10}")
_NOT_DIGITS = re.compile(r"\D")
_LOST_ZERO = re.compile(r"[35789]\d{8}")
# Eleven-digit mobiles of before 15/09/2018 and the prefixes that replaced them
# (numbering plan, decision 798/QĐ-BTTTT of 2018).
_OLD_MOBILE = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058",
    "0199": "059",
}  # fmt: skip

_KINDS = {
    phonenumbers.PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE: PhoneKind.LANDLINE,
}


def identity(cell: Cell, column: str) -> IdentifierValue | None:
    """Read a personal ID, an old 9-digit card or a passport.

    A number a spreadsheet turned into 9,99094E+11 has lost digits for good: the row is
    refused, because any repair would be somebody else's number.
    """
    text = text_of(cell)
    if not text:
        return None
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        raise CellRefused(
            column, N_("A spreadsheet has shortened this number; type it again as text.")
        )
    number = _SEPARATORS.sub("", text).upper()
    if not number or not number.strip("0"):
        return None
    for shape, system in _SHAPES:
        if shape.fullmatch(number):
            return IdentifierValue(system=system, value=number)
    raise CellRefused(
        column,
        N_("An identity number has 12 digits (an old card 9, a passport 1 letter + 7 digits)."),
    )


def insurance(cell: Cell, column: str) -> IdentifierValue | None:
    """Read a 15-character card number or a 10-digit social-insurance number."""
    text = text_of(cell)
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        raise CellRefused(
            column, N_("A spreadsheet has shortened this number; type it again as text.")
        )
    number = _SEPARATORS.sub("", text).upper()
    if not number:
        return None
    if _CARD.fullmatch(number):
        return IdentifierValue(system=IdentifierSystem.INSURANCE_CARD, value=number)
    if _SOCIAL.fullmatch(number):
        return IdentifierValue(system=IdentifierSystem.SOCIAL_INSURANCE, value=number)
    raise CellRefused(column, N_("A health-insurance number has 15 characters or 10 digits."))


def phone(cell: Cell) -> PhoneValue | None:
    """Read a Vietnamese phone number; None when it is empty or is none.

    A wrong phone never refuses a row: it is a delivery address, not an identity.
    """
    digits = _NOT_DIGITS.sub("", text) if (text := text_of(cell)) else ""
    if not digits:
        return None
    repaired = False
    if digits.startswith("84") and len(digits) in {11, 12}:
        digits = "0" + digits[2:]
    if _LOST_ZERO.fullmatch(digits):
        digits, repaired = "0" + digits, True
    if len(digits) == 11 and digits[:4] in _OLD_MOBILE:
        digits, repaired = _OLD_MOBILE[digits[:4]] + digits[4:], True
    kind = _kind_of(digits)
    return PhoneValue("+84" + digits[1:], kind, repaired) if kind else None


@lru_cache(maxsize=4096)
def _kind_of(digits: str) -> PhoneKind | None:
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return None
    return _KINDS.get(phonenumbers.number_type(number))

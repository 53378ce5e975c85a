"""Result texts of claim files as values: "7,8", "< 0.5", "4.1 mmol/L", "Âm tính".

The text is always shown as it came; a value is read only where the text is plain.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from portal.kernel.text import fold

_NUMBER = re.compile(r"([<>≤≥]?)=? ?(\d{1,7}(?:[.,]\d{1,4})?)(?: +(\S.*)|([^\d.,\s].*))?")
_THOUSANDS = re.compile(r"[1-9]\d*[.,]\d{3}")
_NEGATIVE = {"am tinh", "(-)", "-", "neg", "negative", "am tinh (-)", "am", "khong"}
_POSITIVE = {"duong tinh", "pos", "positive", "duong", "co"}
_PLUSES = re.compile(r"(?:duong tinh|pos|positive)? ?\(?(?:\+{1,4}|[1-4]\+|\+[1-4])\)?")
_SIGNS = str.maketrans({"⁹": "9", "³": "3", "⁶": "6", "μ": "µ"} | dict.fromkeys("^*×· "))


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, the limit it is beyond ("<", ">") or "", and a unit written with it."""

    value: Decimal
    beyond: str
    unit: str


def read_number(text: str) -> Reading | None:
    """Read one number, with a decimal comma or point; None for anything else.

    "7.200" is left alone: some write thousands that way, others decimals.
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None or _THOUSANDS.fullmatch(match[2]):
        return None
    beyond = {"≤": "<", "≥": ">"}.get(match[1], match[1])
    unit = match[3] or match[4] or ""
    return Reading(Decimal(match[2].replace(",", ".")), beyond, unit.strip())


def is_positive(text: str) -> bool | None:
    """Read a result in words: True positive, False negative, None when it is neither."""
    key = fold(text)
    if key in _NEGATIVE:
        return False
    return True if key in _POSITIVE or _PLUSES.fullmatch(key) else None


def unit_key(unit: str) -> str:
    """Return what two spellings of a unit share: "10⁹/L" and "x10^9/l", "umol/L" and "µmol/L"."""
    key = unit.translate(_SIGNS).casefold().removeprefix("x")
    return re.sub(r"^u(?=mol|l|g)", "µ", key).replace("/ul", "/µl").replace("μ", "µ")

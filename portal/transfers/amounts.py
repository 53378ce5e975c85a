"""An amount in đồng as banks write it: 5000, 5.000, 5,000.00, +5 000 đ."""

import re
from decimal import Decimal, InvalidOperation

MOST = 2**31 - 1  # what a column of amounts holds; no household's fee is near it
MOST_DIGITS = 13
_UNIT = re.compile(r"\s*(?:đ|₫|vnd|vnđ|đồng)\.?$", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([., \u00a0])\d{3})(?:\1\d{3})*(?:[.,]0{1,2})?", re.ASCII)
_PLAIN = re.compile(r"\d+(?:[.,]0{1,2})?", re.ASCII)


def written_amount(text: str) -> int | None:
    """Return whole đồng, below 0 after a minus; None for what is no such amount.

    A đồng has no parts: two zeros after the last mark say nothing, other digits refuse it.
    """
    bare = _UNIT.sub("", text.strip())
    sign = -1 if bare.startswith("-") else 1
    digits = bare.lstrip("+-").strip()
    if _GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits):
        whole = re.sub(r"[.,]0{1,2}$", "", digits)
        figures = re.sub(r"\D", "", whole)
        if len(figures) > MOST_DIGITS:
            return None
        amount = int(figures)
        return sign * amount if amount <= MOST else None
    return None


def counted_amount(number: float) -> int | None:
    """Return whole đồng of a number a workbook holds; None where it has parts or no end."""
    try:
        exact = Decimal(str(number))
    except InvalidOperation:
        return None
    if not exact.is_finite() or exact != exact.to_integral_value() or abs(exact) > MOST:
        return None
    return int(exact)

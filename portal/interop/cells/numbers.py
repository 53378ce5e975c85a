"""Figures with a point or a comma, and whole đồng."""

import re
from decimal import ROUND_HALF_UP, Decimal

from portal.interop.cells import Cell, text_of
from portal.kernel.remembered import remembered

_PLAIN = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,6})?")
_PRESSURE = re.compile(r"(\d{2,3}) ?/ ?(\d{2,3})")


@remembered
def plain_number(text: str) -> Decimal | None:
    """Read a plain number, with a decimal point or comma; anything else is None.

    "<0.5", "Âm tính", "(+)" and "7.8 mmol/L" stay text: turning them into a number
    would show a figure nobody measured.
    """
    found = text.strip()
    return Decimal(found.replace(",", ".")) if _PLAIN.fullmatch(found) else None


def measured(cell: Cell) -> Decimal | None:
    """Read a measurement; empty, zero and words mean that nothing was measured."""
    number = plain_number(text_of(cell))
    return number if number else None


def whole(cell: Cell) -> int | None:
    """Read a whole number, None when it is none."""
    number = plain_number(text_of(cell))
    return int(number) if number is not None and number == number.to_integral() else None


def pressure(text: str) -> tuple[int, int] | None:
    """Read "120/80" as systolic and diastolic mmHg, if the order can be right."""
    match = _PRESSURE.fullmatch(text.strip())
    if match is None or int(match[1]) <= int(match[2]):
        return None
    return int(match[1]), int(match[2])


def dong(text: str) -> int:
    """Round an amount of a claim file (two decimals) half up to whole đồng."""
    number = plain_number(text)
    return int(number.quantize(Decimal(1), ROUND_HALF_UP)) if number is not None else 0

"""What stands in one cell, and how a person reads it."""

from datetime import date, datetime, time

from portal.kernel.text import clean

Cell = str | int | float | bool | date | datetime | time | None


def text_of(cell: Cell) -> str:
    """Return what a person reads in the cell; whole numbers without a decimal point."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def tidy(text: str) -> str:
    """Clean a text; most cells are codes, days and numbers with nothing to compose."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if " " in text else text
    return clean(text)

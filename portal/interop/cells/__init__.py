"""How single cells are understood: days, numbers, identity numbers, phones, sexes.

Nothing is guessed. A repair is made only where exactly one reading exists; otherwise
`CellRefused` says what is wrong and the row becomes a line of the report.
"""

from portal.kernel.sheets.cell import Cell, text_of, tidy

__all__ = ["Cell", "text_of", "tidy"]

"""Tables as a spreadsheet. What was typed somewhere is text here, and never a formula.

A name that begins with = + - @ would otherwise run in the program that opens the file:
each text cell is written as text, and quoted, so that editing it keeps it text.
"""

import io
import re
from collections.abc import Iterable
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # published without types

from portal.kernel.grids import Cell, Grid

LONGEST_NAME = 31
WIDTH = 22
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def workbook(grids: Iterable[Grid]) -> bytes:
    """Return an XLSX file with a sheet for each table, written row by row."""
    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        text = book.add_format({"quote_prefix": True})
        heading = book.add_format({"quote_prefix": True, "bold": True})
        for grid in grids:
            sheet = book.add_worksheet(_name(grid.caption))
            sheet.set_column(0, len(grid.headings) - 1, WIDTH)
            sheet.freeze_panes(1, 0)
            _write_row(sheet, 0, grid.headings, heading)
            for row, cells in enumerate(grid.rows, start=1):
                _write_row(sheet, row, cells, text)
        if not book.worksheets():
            book.add_worksheet()
    return file.getvalue()


def _write_row(sheet: Any, row: int, cells: Iterable[Cell], text: Any) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(row, column, value, text)
        else:
            sheet.write_number(row, column, value)


def _name(caption: str) -> str:
    return _NOT_IN_A_NAME.sub(" ", caption)[:LONGEST_NAME]

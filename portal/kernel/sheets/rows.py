"""Rows of cells, whether they came from a CSV file or a workbook."""

import csv
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.kernel.sheets import workbook
from portal.kernel.sheets.cell import Cell
from portal.kernel.sheets.charset import charset_of
from portal.kernel.sheets.refusal import N_, FileRefused

_DELIMITERS = ",;\t|"
_PROBE_LINES = 30
_ZIP = b"PK\x03\x04"

NumberedRow = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; rows are numbered as a person sees them, from 1."""

    name: str
    rows: Iterator[NumberedRow]


def open_sheets(path: Path, limits: workbook.Limits = workbook.COMMAND_LINE) -> Iterator[Sheet]:
    """Open the tables of a CSV or XLSX file, told apart by content.

    Raise FileRefused for old or locked workbooks, zip bombs and unreadable characters.
    """
    workbook.refuse_old_workbooks(path)
    if is_zip(path):
        workbook.refuse_bombs(path, limits)
        for name, rows in workbook.sheets_of(path):
            yield Sheet(name, enumerate(rows, 1))
    else:
        yield Sheet("", csv_rows(path))


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ZIP


def csv_rows(path: Path) -> Iterator[NumberedRow]:
    """Stream the rows of a CSV file, whatever its character set and delimiter."""
    codec = charset_of(path)
    delimiter = _delimiter(path, codec)
    try:
        with path.open(encoding=codec, newline="") as file:
            yield from enumerate(csv.reader(file, delimiter=delimiter), 1)
    except csv.Error as error:
        raise FileRefused(N_("A quotation mark in this table is never closed.")) from error


def _delimiter(path: Path, codec: str) -> str:
    """Choose the delimiter that gives the most lines the same, largest number of cells."""
    with path.open(encoding=codec, newline="") as file:
        lines = list(itertools.islice(iter(lambda: file.readline(100_000), ""), _PROBE_LINES))

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        return max(
            ((count * (width - 1), width) for width, count in widths.items()), default=(0, 0)
        )

    return max(_DELIMITERS, key=score)

"""Finding the header of a table, and reading its rows by the names of columns.

Lists reach a station with title rows above the header, total rows below, headers in two
rows, a household code only on the household's first line, and columns in any order.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portal.kernel.sheets.cell import Cell, text_of, tidy
from portal.kernel.sheets.rows import NumberedRow
from portal.kernel.text import fold

_WORD = re.compile(r"[^\w+]+")
_BRACKETS = re.compile(r"\([^)]*\)")
_TOTAL = ("tong cong", "tong so", "tong:", "cong:", "tong ")
HEADER_WITHIN = 40
_TOTAL_WIDTH = 4
_TEXTS_KEPT, _LONGEST_KEPT = 4096, 64
_NOTHING = (None, "")


@dataclass(frozen=True)
class Layout:
    """The columns a kind of table has, by the headers people give them.

    `required` are the columns without which it is not this table. `carried` are cells
    that a blank repeats from the row above (merged or left out).
    """

    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    carried: tuple[str, ...] = ()
    by_header: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        by_header = {key_of(h): name for name, headers in self.columns.items() for h in headers}
        object.__setattr__(self, "by_header", by_header)

    def column(self, header: str) -> str | None:
        """Return the column a header names, with or without its part in brackets."""
        return self.by_header.get(key_of(header)) or self.by_header.get(
            key_of(_BRACKETS.sub(" ", header))
        )


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a layout are on this sheet; `other` are headers not understood."""

    row: int
    positions: Mapping[str, int]
    titles: Mapping[str, str]
    other: Mapping[int, str]

    def title(self, column: str) -> str:
        """Return the header as the sheet words it, for the report."""
        return self.titles.get(column, column)


@dataclass(frozen=True, slots=True)
class Record:
    """One row: cells by column, and the cells of columns outside the layout by header."""

    row: int
    cells: Mapping[str, Cell]
    other: Mapping[str, Cell]
    header: Header

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column)

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell if isinstance(cell, str) else text_of(cell)


def key_of(header: str) -> str:
    """Return what two spellings of a header share."""
    return _WORD.sub(" ", fold(header)).strip()


def find_header(
    rows: Iterable[NumberedRow], layout: Layout
) -> tuple[Header | None, list[NumberedRow]]:
    """Look for the header among the first rows; also return the rows looked at after it."""
    seen = list(itertools.islice(rows, HEADER_WITHIN))
    for at, (number, row) in enumerate(seen):
        header = header_in(number, row, layout)
        if header is not None:
            return _with_second_row(header, seen[at + 1 :], layout)
    return None, seen


def header_in(number: int, row: Sequence[Cell], layout: Layout) -> Header | None:
    """Read one row as a header; None when a required column is missing."""
    positions: dict[str, int] = {}
    titles: dict[str, str] = {}
    other: dict[int, str] = {}
    for at, cell in enumerate(row):
        title = text_of(cell) if isinstance(cell, str) else ""
        column = layout.column(title) if title else None
        if column is not None and column not in positions:
            positions[column], titles[column] = at, title
        elif title:
            other[at] = title
    if any(column not in positions for column in layout.required):
        return None
    return Header(number, positions, titles, other)


def _with_second_row(
    header: Header, rest: list[NumberedRow], layout: Layout
) -> tuple[Header, list[NumberedRow]]:
    """Add the sub-headers of a header in two rows (merged "Giới tính" over Nam and Nữ)."""
    if not rest:
        return header, rest
    _, row = rest[0]
    filled = {at: text_of(cell) for at, cell in enumerate(row) if text_of(cell)}
    below = {
        column: at
        for at, title in filled.items()
        if (column := layout.column(title)) and column not in header.positions
    }
    if len(below) < 2 or len(filled) > len(below):
        return header, rest
    positions = {c: p for c, p in header.positions.items() if p not in below.values()} | below
    titles = dict(header.titles) | {c: text_of(row[at]) for c, at in below.items()}
    return Header(header.row, positions, titles, header.other), rest[1:]


class Table:
    """The data rows below a header, read as they are asked for."""

    def __init__(self, rows: Iterator[NumberedRow], layout: Layout) -> None:
        self._rows = rows
        self._layout = layout
        self.header, self._waiting = find_header(rows, layout)

    def records(self) -> Iterator[Record]:
        """Yield the records; none when the sheet has no such header."""
        if self.header is None:
            return
        below = _Below(self.header, self._layout)
        for number, row in itertools.chain(self._waiting, self._rows):
            record = below.record(number, row)
            if record is not None:
                yield record


class _Tidied(dict[str, str]):
    """Texts of a table with their tidy form: most cells say what another has said before."""

    def __missing__(self, text: str) -> str:
        found = tidy(text)
        if len(text) <= _LONGEST_KEPT:
            if len(self) >= _TEXTS_KEPT:
                self.clear()
            self[text] = found
        return found


class _Below:
    """Makes records of the rows below one header."""

    def __init__(self, header: Header, layout: Layout) -> None:
        self._header = header
        self._columns = tuple(header.positions.items())
        self._carried = tuple(name for name in layout.carried if name in header.positions)
        self._above: dict[str, Cell] = {}
        self._tidied = _Tidied()

    def record(self, number: int, row: Sequence[Cell]) -> Record | None:
        """Return the record of a row; None where it is empty, a total, or the header again."""
        tidied = self._tidied
        row = [tidied[cell] if isinstance(cell, str) else cell for cell in row]
        filled = len(row) - row.count("") - row.count(None)
        if not filled or (filled <= _TOTAL_WIDTH and _is_total(row)) or self._repeats(row):
            return None
        width = len(row)
        cells = {column: row[at] for column, at in self._columns if at < width}
        for column in self._carried:
            if cells.get(column) in _NOTHING:
                if column in self._above:
                    cells[column] = self._above[column]
            else:
                self._above[column] = cells[column]
        return Record(number, cells, self._other(row), self._header)

    def _other(self, row: Sequence[Cell]) -> dict[str, Cell]:
        return {
            title: row[at]
            for at, title in self._header.other.items()
            if at < len(row) and row[at] not in _NOTHING
        }

    def _repeats(self, row: Sequence[Cell]) -> bool:
        """Say whether the header is printed again, as on the second page of a report."""
        titles = self._header.titles
        for column, at in self._columns:
            if at >= len(row) or row[at] != titles[column]:
                return False
        return True


def _is_total(row: Sequence[Cell]) -> bool:
    return any(fold(text_of(cell)).startswith(_TOTAL) for cell in row)

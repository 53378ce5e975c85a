"""Opening a workbook (.xlsx) without being hurt by it.

A workbook is a zip file: what it unpacks to is measured before anything reads it, and
formulas are never computed (the stored values are read).
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook

from portal.kernel.sheets.cell import Cell
from portal.kernel.sheets.refusal import N_, FileRefused

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1024 * 1024
_DAMAGED = N_("This workbook is damaged or is not an .xlsx file. Save it again and send it.")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may unpack to; the ratio counts only beyond a first megabyte."""

    unpacked_bytes: int = 1024 * 1024 * 1024
    ratio: int = 100
    entries: int = 2000


COMMAND_LINE = Limits()


def refuse_old_workbooks(path: Path) -> None:
    """Raise FileRefused for .xls files and for workbooks locked with a password."""
    with path.open("rb") as file:
        if file.read(8) != _OLE:
            return
        rest = file.read(8 * _CHUNK)
    if _ENCRYPTED in rest:
        raise FileRefused(
            N_("This workbook has a password. Save it without one and send it again.")
        )
    raise FileRefused(N_("This is an old .xls workbook. Save it as .xlsx and send it again."))


def refuse_bombs(path: Path, limits: Limits = COMMAND_LINE) -> None:
    """Unpack the file into nothing, counting; raise FileRefused when it swells too far.

    Sizes written in the zip directory can lie, so the bytes themselves are counted.
    """
    packed, unpacked = path.stat().st_size, 0
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > limits.entries:
                raise FileRefused(N_("This workbook unpacks to far more than it should."))
            for entry in archive.infolist():
                with archive.open(entry) as member:
                    while chunk := member.read(_CHUNK):
                        unpacked += len(chunk)
                        _refuse_if_swollen(unpacked, packed, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, RuntimeError) as error:
        raise FileRefused(_DAMAGED) from error
    except (EOFError, ValueError, MemoryError) as error:
        raise FileRefused(_DAMAGED) from error


def _refuse_if_swollen(unpacked: int, packed: int, limits: Limits) -> None:
    too_dense = unpacked > _CHUNK and unpacked > limits.ratio * packed
    if too_dense or unpacked > limits.unpacked_bytes:
        raise FileRefused(N_("This workbook unpacks to far more than it should."))


def sheets_of(path: Path) -> Iterator[tuple[str, Iterator[list[Cell]]]]:
    """Yield each sheet's name and rows (row 1 first, column A first); dates are true dates."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            yield name, _rows(workbook.get_sheet_by_name(name))
    except FileRefused:
        raise
    except Exception as error:  # the library's own errors have no common base
        raise FileRefused(_DAMAGED) from error


def _rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """Give the rows one by one: as objects of Python all at once they take several times more.

    The library gives the empty rows above a table, and leaves out the empty columns before it.
    """
    before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield [*before, *row]  # type: ignore[list-item]  # a span of time is read as its words

"""From the bytes of an immunisation export to rows of subjects and doses.

Two sheets (subjects and doses), one sheet of doses, one row per child with a column per
dose, or the JSON of the citizen book: all become the same rows.
"""

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from portal.interop.cells import Cell, text_of
from portal.interop.problems import N_, CellRefused, FileRefused
from portal.interop.registry import layout
from portal.kernel.sheets.charset import charset_of
from portal.kernel.sheets.headed import HEADER_WITHIN, Layout, Record, Table
from portal.kernel.sheets.rows import NumberedRow, Sheet, open_sheets
from portal.kernel.text import fold

_EXPORTED = re.compile(r"ngay (?:xuat|in|lap)[^\d]{0,12}(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_TITLE_ROWS = 5


class RowKind(StrEnum):
    SUBJECT = "subject"
    DOSE = "dose"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """A row of one of the layouts; `sheet` is named where the file has several."""

    kind: RowKind
    record: Record
    exported_on: date | None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class RegistryObject:
    """A subject or dose of the JSON form; `subject` is the one a dose belongs to."""

    row: int
    kind: RowKind
    fields: Mapping[str, Any]
    subject: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    kind: RowKind
    table: Table
    exported_on: date | None


def read(path: Path) -> Iterator[RegistryRow | RegistryObject]:
    """Yield subjects before doses.

    Raise FileRefused when no sheet or object is of the registry.
    """
    if starts_like_json(path):
        yield from _objects(path)
        return
    sheets = [found for sheet in open_sheets(path) if (found := _recognise(sheet))]
    if not sheets:
        raise FileRefused(N_("No sheet of this file has the columns of an immunisation export."))
    exported = next((sheet.exported_on for sheet in sheets if sheet.exported_on), None)
    sheets.sort(key=lambda sheet: sheet.kind is not RowKind.SUBJECT)
    for sheet in sheets:
        name = sheet.name if len(sheets) > 1 else ""
        for record in sheet.table.records():
            yield RegistryRow(sheet.kind, record, exported, name)


def starts_like_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def _recognise(sheet: Sheet) -> _Sheet | None:
    """Tell a sheet by its first rows; the others are not read before they are asked for."""
    first = list(itertools.islice(sheet.rows, HEADER_WITHIN))
    found = _kind_of(first)
    if found is None:
        return None
    kind, columns = found
    table = Table(itertools.chain(first, sheet.rows), columns)
    return _Sheet(sheet.name, kind, table, _exported_on(first))


def _kind_of(first: Sequence[NumberedRow]) -> tuple[RowKind, Layout] | None:
    if Table(iter(first), layout.DOSES).header is not None:
        return RowKind.DOSE, layout.DOSES
    wide = Table(iter(first), layout.WIDE).header
    if wide is not None and layout.dose_columns(wide):
        return RowKind.WIDE, layout.WIDE
    if Table(iter(first), layout.SUBJECTS).header is not None:
        return RowKind.SUBJECT, layout.SUBJECTS
    return None


def _exported_on(rows: Sequence[NumberedRow]) -> date | None:
    """Find "ngày xuất 22/11/2026" in the title rows."""
    for _, row in rows[:_TITLE_ROWS]:
        for cell in row:
            match = _EXPORTED.search(fold(text_of(cell)))
            if match:
                try:
                    return date(int(match[3]), int(match[2]), int(match[1]))
                except ValueError:
                    return None
    return None


def _objects(path: Path) -> Iterator[RegistryObject]:
    content = _json(path)
    subjects = _list(content, "doi_tuong")
    by_id = {_key(subject.get("doi_tuong_id")): subject for subject in subjects}
    rows = [(RowKind.SUBJECT, subject, subject) for subject in subjects]
    rows += [
        (RowKind.DOSE, dose, by_id.get(_key(dose.get("doi_tuong_id")), {}))
        for dose in _list(content, "lich_su_tiem")
    ]
    for row, (kind, fields, subject) in enumerate(rows, 1):
        yield RegistryObject(row, kind, fields, subject)


def _json(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding=charset_of(path)))
    except (ValueError, RecursionError) as error:
        raise FileRefused(N_("This file is damaged or cut off: it is not whole JSON.")) from error
    if not isinstance(content, dict) or not ({"doi_tuong", "lich_su_tiem"} & content.keys()):
        raise FileRefused(N_("This JSON file is not an immunisation export."))
    return content


def _list(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = content.get(name) or []
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _key(number: Any) -> str:
    """Return a subject's id, which the registry prints as a float ("999000000001.0")."""
    return str(number).removesuffix(".0")


def cell(value: Any, column: str) -> Cell:
    """Return a JSON value as a cell; raise CellRefused for a list or object."""
    if value is None or isinstance(value, str | int | float):
        return value
    raise CellRefused(column, N_("This value has a shape that cannot be read."))

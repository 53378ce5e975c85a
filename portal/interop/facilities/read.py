"""From a list of facilities to its values: a list this small needs no map of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.interop.cells import days
from portal.interop.facilities.layout import LAYOUT
from portal.interop.problems import N_, CellRefused, FileRefused, RowProblem
from portal.kernel.sheets.headed import Record, Table
from portal.kernel.sheets.rows import open_sheets

_CODE = re.compile(r"[A-Z0-9]{5}|\d{13}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityValue:
    """A facility; one merged into another keeps its code for the past."""

    row: int
    code: str
    name: str
    phone: str = ""
    merged_into: str = ""
    merged_on: date | None = None


def read(path: Path) -> Iterator[FacilityValue | RowProblem]:
    """Yield the facilities of the first sheet with their columns."""
    for sheet in open_sheets(path):
        table = Table(sheet.rows, LAYOUT)
        if table.header is not None:
            for record in table.records():
                yield _facility(record)
            return
    raise FileRefused(N_("This file has no columns we know."))


def _facility(record: Record) -> FacilityValue | RowProblem:
    title = record.header.title
    try:
        code, into = record.text("code").upper(), record.text("merged_into").upper()
        for column, text in (("code", code), ("merged_into", into or code)):
            if not _CODE.fullmatch(text):
                raise CellRefused(
                    title(column), N_("A facility code has 5 characters or 13 digits.")
                )
        merged_on = days.whole_day(record["merged_on"], title("merged_on"))
        if bool(into) != (merged_on is not None):
            raise CellRefused(title("merged_on"), N_("A merger needs both the code and the day."))
    except CellRefused as refused:
        return refused.on_row(record.row)
    return FacilityValue(
        row=record.row,
        code=code,
        name=record.text("name"),
        phone=record.text("phone"),
        merged_into=into,
        merged_on=merged_on,
    )

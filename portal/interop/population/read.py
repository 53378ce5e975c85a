"""From the bytes of a population list to its rows."""

from collections.abc import Iterator
from pathlib import Path

from portal.interop.population.layout import LAYOUT
from portal.interop.problems import N_, FileRefused
from portal.kernel.sheets.headed import Record, Table
from portal.kernel.sheets.rows import open_sheets


def read(path: Path) -> Iterator[Record]:
    """Yield the rows of the first sheet that is a population list.

    Raise FileRefused when no sheet has the header of one.
    """
    for sheet in open_sheets(path):
        table = Table(sheet.rows, LAYOUT)
        if table.header is not None:
            yield from table.records()
            return
    raise FileRefused(N_("No sheet of this file has the columns of a population list."))

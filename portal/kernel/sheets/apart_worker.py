"""The process that reads one table: a file in, its rows as JSON out."""

import itertools
import json
import resource
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from portal.kernel.sheets.refusal import N_, FileRefused
from portal.kernel.sheets.rows import open_sheets
from portal.kernel.sheets.workbook import Limits

MEMORY = 512 * 1024 * 1024
SECONDS = 15
MOST_ROWS, MOST_COLUMNS = 50_000, 100
LIMITS = Limits(unpacked_bytes=50 * 1024 * 1024)


def main() -> None:
    """Read the file on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.NamedTemporaryFile() as file:
        file.write(sys.stdin.buffer.read())
        file.flush()
        answer = _read(Path(file.name))
    json.dump(answer, sys.stdout, default=_plain)


def _read(path: Path) -> dict[str, Any]:
    try:
        return {"sheets": [(sheet.name, _rows(sheet.rows)) for sheet in open_sheets(path, LIMITS)]}
    except FileRefused as refusal:
        return {"refused": refusal.reason.message, "values": dict(refusal.reason.values)}


def _rows(numbered: Any) -> list[Any]:
    rows = [
        (number, row[:MOST_COLUMNS]) for number, row in itertools.islice(numbered, MOST_ROWS + 1)
    ]
    if len(rows) > MOST_ROWS:
        raise FileRefused(N_("This file takes too much to read. Save a shorter part and send it."))
    return rows


def _plain(cell: Any) -> Any:
    """Write a day or a time with its kind, anything else as text."""
    for kind in (datetime, date, time):
        if isinstance(cell, kind):
            return {"kind": kind.__name__, "text": cell.isoformat()}
    return str(cell)


if __name__ == "__main__":
    main()

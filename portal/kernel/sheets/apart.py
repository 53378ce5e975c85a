"""Reading a table somebody sent over the web, in a process of its own.

A cell in the far corner of a workbook makes its reader ask for more memory than there is. The
process has little of it and little time; when it ends without an answer the file is refused.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from portal.kernel.errors import TooBusy
from portal.kernel.pdf import ENVIRONMENT, ROOT
from portal.kernel.sheets.cell import Cell
from portal.kernel.sheets.refusal import N_, FileRefused
from portal.kernel.sheets.rows import NumberedRow

SECONDS = 20.0
AT_ONCE = 2
_KINDS: dict[str, Callable[[str], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, kw_only=True)
class ReadSheet:
    """One table with all its rows."""

    name: str
    rows: Sequence[NumberedRow]


def read(content: bytes) -> Sequence[ReadSheet]:
    """Return the tables of a CSV or XLSX file; raise FileRefused, TooBusy when two are read."""
    if not _places.acquire(blocking=False):
        raise TooBusy
    try:
        answer = _ask(content)
    finally:
        _places.release()
    if "refused" in answer:
        raise FileRefused(answer["refused"], **answer["values"])
    return [
        ReadSheet(
            name=name,
            rows=[(number, [_cell(each) for each in row]) for number, row in rows],
        )
        for name, rows in answer["sheets"]
    ]


def _ask(content: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.kernel.sheets.apart_worker"],
            cwd=ROOT,
            env=ENVIRONMENT,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a reader prints may quote the file
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise FileRefused(
            N_("This file takes too much to read. Save a shorter part and send it.")
        ) from None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _cell(each: Any) -> Cell:
    cell: Cell = _KINDS[each["kind"]](each["text"]) if isinstance(each, dict) else each
    return cell

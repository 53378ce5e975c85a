"""A process killed in the middle of a batch leaves whole batches, and the next one goes on."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask

from portal.audit.models import AuditLine
from portal.immunisation.models import Dose
from portal.interop.models import ImportRun, ImportState
from portal.interop.recognise import Family
from portal.interop.runs.batch import Batch
from portal.interop.runs.engine import import_file
from portal.interop.sources import FEEDS, Feed
from portal.kernel.db import database
from tests.interop.test_doses_in_batches import AN, BCG, LIST, NAMESAKE, a_file
from tests.interop.test_importing_files import count, told

ROWS = [
    f"{who},{BCG.replace('13/', f'{day}/')},L{day}"
    for who in (AN, NAMESAKE)
    for day in (14, 15, 16)
]


def _in_a_process_that_is_killed(path: Path, feed: Feed) -> None:
    """Import two rows a batch; SIGKILL comes once the third batch is written, not committed."""
    database().engine.dispose(close=False)
    batches: list[int] = []

    def write(batch: Batch, values: Sequence[Any]) -> None:
        feed.write(batch, values)
        batches.append(len(values))
        if len(batches) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    FEEDS[Family.REGISTRY] = Feed(feed.values, write, feed.source, 2)
    import_file(path)


def test_the_next_run_of_the_file_takes_up_where_the_last_batch_ended(
    app: Flask, tmp_path: Path
) -> None:
    import_file(a_file(tmp_path, f"H1,{AN}", f"H2,{NAMESAKE}", header=LIST))
    path = a_file(tmp_path, *ROWS)
    lines, feed = count(AuditLine), FEEDS[Family.REGISTRY]
    database().engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            _in_a_process_that_is_killed(path, feed)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    half, noted = count(Dose), count(AuditLine) - lines
    again = import_file(path)

    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    assert (half, noted) == (4, 3)
    assert (again.resumed_at, told(again)) == (4, (2, 0, 0, 0, 0, 0))
    assert count(Dose) == len(ROWS)
    assert count(ImportRun, ImportRun.state == ImportState.FINISHED, ImportRun.rows_new == 6) == 1

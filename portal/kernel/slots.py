"""A small number of its own for every running process, free again however the process ends.

Counts of processes are kept in a file each. Named after process ids there would be a file for
every worker that ever lived; named after slots, as many as ever lived at the same time.
"""

import fcntl
import os
from itertools import count
from pathlib import Path
from typing import IO

_mine: dict[int, tuple[int, IO[bytes]]] = {}  # by process id: a fork must take its own


def slot_in(folder: Path) -> int:
    """Return this process's slot among all that share the folder."""
    process = os.getpid()
    if process not in _mine:
        taken = _take(folder)
        _mine.clear()  # what the parent holds, it still holds
        _mine[process] = taken
    return _mine[process][0]


def _take(folder: Path) -> tuple[int, IO[bytes]]:
    """Hold the lowest slot nobody holds; the kernel lets go of it when the process is gone."""
    for number in count():
        file = (folder / f"slot-{number}").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
        else:
            return number, file
    raise AssertionError("count() does not end")

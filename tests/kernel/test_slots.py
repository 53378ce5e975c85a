"""Processes that live at the same time have different slots; the dead leave theirs."""

import signal
import subprocess
import sys
from pathlib import Path

from portal.config import ROOT

HOLD = (
    "import sys; from pathlib import Path; from portal.kernel.slots import slot_in; "
    "print(slot_in(Path(sys.argv[1])), flush=True); sys.stdin.read()"
)


def holder(folder: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def end(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        process.send_signal(signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


def test_a_killed_process_leaves_its_slot_to_the_next(tmp_path: Path) -> None:
    first, one = holder(tmp_path)
    second, two = holder(tmp_path)
    end(first)
    third, again = holder(tmp_path)
    end(second, third)

    assert (one, two, again) == (0, 1, 0)

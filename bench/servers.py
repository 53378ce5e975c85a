"""Servers on free ports, started and ended by their process ids, and the time they burn."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_TO_START, SECONDS_TO_END = 300, 10


@dataclass(frozen=True)
class Server:
    """A running server and the root of its process tree."""

    port: int
    pid: int

    @property
    def cpu_ms(self) -> float:
        """Processor time of the whole tree so far, in milliseconds."""
        return cpu_ms_of_tree(self.pid)


def gunicorn(port: int, module: str) -> list[str]:
    """Return gunicorn's command as `make run` does, two processes of four threads."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    return [*command, "--keep-alive", "30", "--log-level", "warning", module]


@contextmanager
def serve(
    module: str,
    environment: Mapping[str, str],
    log: Path,
    command_of: Callable[[int, str], list[str]] = gunicorn,
) -> Iterator[Server]:
    """Run a web server until the block ends."""
    port = _free_port()
    command = command_of(port, module)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output
        )
    try:
        _wait(port, process, log)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()


def cpu_ms_of_tree(pid: int) -> float:
    """Add up user and system time of a process and its living children."""
    ticks = 0
    for one in (pid, *_children(pid)):
        fields = _stat(one)
        ticks += int(fields[11]) + int(fields[12])
    return 1000 * ticks / TICKS


def parent_of(pid: int) -> int:
    """Return the parent of a process."""
    return int(_stat(pid)[1])


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in listed]


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name, the state first."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, seconds: float) -> bool:
    """Ask for any page: a port is taken before a process behind it has come up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended:\n{log.read_text(encoding='utf-8')}")
        if _answers(port, end - time.monotonic()):
            return
        time.sleep(0.1)
    raise RuntimeError(f"no server after {SECONDS_TO_START} s")

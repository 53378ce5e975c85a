"""Programs started, killed and kept alive by process id; each is its own process group."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.rehearse.accounts import MYSELF, Account


@dataclass
class Program:
    """One program of the stack, and the process that runs it now."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path = Path("/")
    account: Account = MYSELF
    stop_signal: int = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> "Program":
        """Start it; a program that runs is left alone."""
        if self.is_running:
            return self
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*self.command],
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self.account.popen,
            )
        return self

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        if self.process is None:
            raise LookupError(f"{self.name} was never started")
        return self.process.pid

    def stop(self, seconds: float = 15) -> None:
        """Ask it to end; kill its whole group when it does not, and whoever is left of it."""
        if self.process is None:
            return
        if self.is_running:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """End the whole group with SIGKILL: no handler runs."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def said(self) -> str:
        """Return the end of its log."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return text[-3000:]


def children(pid: int) -> list[int]:
    """Return the direct children of a process."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in listed.split()]


def descendants(pid: int) -> list[int]:
    """Return a process' children and theirs; PostgreSQL's and Patroni's run in other groups."""
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def kill_tree(pid: int) -> None:
    """End a process and everything below it with SIGKILL, the parent first."""
    below = descendants(pid)
    for one in (pid, *below):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


class Supervisor:
    """What systemd does for units with `Restart=always`: starts again what ended."""

    def __init__(self, programs: Sequence[Program], pause: float = 1.0) -> None:
        self.programs = [*programs]
        self.restarts = 0
        self._pause = pause
        self._ended = threading.Event()
        self._held = threading.Lock()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Supervisor":
        for program in self.programs:
            program.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        for program in reversed(self.programs):
            program.stop()

    def restart(self, program: Program) -> None:
        """Stop a program politely and start it again, as `systemctl restart` does."""
        with self._held:
            program.stop()
            program.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            for program in self.programs:
                with self._held:
                    ended = not program.is_running
                if ended and not self._ended.wait(self._pause):
                    self._again(program)

    def _again(self, program: Program) -> None:
        with self._held:
            if not program.is_running:
                program.kill()  # whoever is left of its group holds the port
                program.start()
                self.restarts += 1


def wait_until(true: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until a callable says so; return how long it took, raise TimeoutError."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - began

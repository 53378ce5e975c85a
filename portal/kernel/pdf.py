"""PDF files, made by one worker process beside each web process.

WeasyPrint takes a second to import and a page a third of a second to set; neither may
happen inside a page view. The worker is started at the first sheet, fed through a pipe,
and replaced when it is too slow, too large or gone. A bounded queue keeps a storm of
prints from filling the memory.

Sheets are private, so an answer must never reach the wrong question: whatever ends a
question before its answer is read whole also ends the worker.
"""

import contextlib
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast

from portal.kernel.errors import TooBusy
from portal.kernel.pdf_worker import LARGEST, LENGTH, STYLES

SECONDS = 20.0
WAITING_AT_MOST = 4
ROOT = Path(__file__).resolve().parents[2]
# The web server's environment holds its secrets; the worker needs none of it.
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


class SheetBroken(Exception):
    """The worker could not set this sheet."""


class PdfWorker:
    """The process that sets sheets; one at a time, a few waiting."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING_AT_MOST + 1)
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def render(self, html: str) -> bytes:
        """Return the PDF of a page whose style sheet is `static/css/sheet.css`.

        Raise TooBusy when too many are waiting, SheetBroken when it is larger than 8 MiB
        or cannot be set in time.
        """
        content = html.encode()
        if len(content) > LARGEST:
            raise SheetBroken("the page is too large")
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            with self._turn:
                return self._ask(content)
        finally:
            self._places.release()

    def _ask(self, html: bytes) -> bytes:
        """Ask a living worker; a worker found dead is replaced and asked once more."""
        for _ in range(2):
            late = threading.Event()
            try:
                made = self._ask_in_time(html, late)
            except (OSError, EOFError):
                self._forget()
                if late.is_set():
                    raise SheetBroken("the sheet could not be set in time") from None
            except BaseException:
                self._forget()
                raise
            else:
                if not made:
                    raise SheetBroken("the sheet could not be set")
                return made
        raise SheetBroken("the worker ended twice")

    def _ask_in_time(self, html: bytes, late: threading.Event) -> bytes:
        process = self._running()

        def give_up() -> None:
            late.set()
            process.kill()

        guard = threading.Timer(self._seconds, give_up)
        guard.start()
        try:
            stdin, stdout = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            stdin.write(struct.pack(LENGTH, len(html)) + html)
            stdin.flush()
            size = struct.unpack(LENGTH, _exactly(stdout, struct.calcsize(LENGTH)))[0]
            return _exactly(stdout, size)
        finally:
            guard.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # forked: the worker is the parent's
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._forget()
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "portal.kernel.pdf_worker", str(STYLES)],
                cwd=ROOT,
                env=ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # WeasyPrint's warnings quote the page
                start_new_session=True,
            )
        return self._process

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was not sent is not missed
                cast(IO[bytes], pipe).close()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the worker."""
        self._forget()


def _exactly(stdout: IO[bytes], size: int) -> bytes:
    data = stdout.read(size)
    if len(data) < size:
        raise EOFError
    return data


worker = PdfWorker()

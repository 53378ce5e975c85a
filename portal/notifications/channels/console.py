"""Development: messages are lines of a file and of the terminal."""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import click

from portal.kernel import clock
from portal.notifications.channels.delivery import Accepted, Outgoing, TryLater


@dataclass(frozen=True)
class Console:
    """Appends one JSON object a message."""

    path: Path

    def send(self, message: Outgoing) -> Accepted:
        """Write the line in one piece, so that two senders never mix theirs."""
        line = json.dumps(
            {
                "at": clock.now().isoformat(timespec="seconds"),
                "to": message.recipient,
                "text": message.text,
            },
            ensure_ascii=False,
        )
        try:
            self._append(f"{line}\n".encode())
        except OSError as failure:
            raise TryLater(type(failure).__name__) from failure
        with contextlib.suppress(OSError):  # a terminal that is gone
            click.echo(line)
        return Accepted()

    def _append(self, line: bytes) -> None:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

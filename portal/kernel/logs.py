"""The operators' log: fixed event names and ids, one JSON object a line.

Only keys on the allow-list are written, and long runs of digits are blotted out, so that a
name, a number or a form body that slips into a call never reaches a file. A library's line is
its sentence without its values ("Booting worker with pid: %s"), and only from libraries known
to keep values apart; of others it is told that they spoke.
"""

import io
import logging
import re
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "request_id",
        "route",
        "method",
        "status",
        "milliseconds",
        "error",
        "where",
        "account",
        "case",
        "run",
        "message",
        "count",
        "attempt",
        "bucket",
        "library",
    }
)
# Their sentences hold no value of a request before it is filled in.
PLAIN_SPEAKERS = ("gunicorn.error", "alembic", "flask-limiter")
_LONG_NUMBER = re.compile(r"\d{9,}")  # a phone, an identity or insurance number


def keep_allowed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop every key that is not on the allow-list."""
    return {key: value for key, value in event.items() if key in ALLOWED}


def blot_numbers(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blot out what may be the number of a person."""
    return {
        key: _LONG_NUMBER.sub("[number]", value) if isinstance(value, str) else value
        for key, value in event.items()
    }


class StandardError(io.TextIOBase):
    """Standard error as it is when a line is written; it may have been redirected since."""

    def write(self, text: str) -> int:
        """Write to it."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Let go of what was written."""
        sys.stderr.flush()


class LibraryLine(logging.Formatter):
    """A line of a library, as one of ours."""

    def format(self, record: logging.LogRecord) -> str:
        """Write its level, who spoke, and its sentence where that is safe."""
        event: EventDict = {
            "event": _sentence(record),
            "level": record.levelname.lower(),
            "library": record.name,
        }
        if record.exc_info and record.exc_info[0] is not None:
            event["error"] = record.exc_info[0].__name__
        for process in _FINISHING:
            event = process(None, record.levelname.lower(), event)  # type: ignore[assignment]
        return str(event)


def _sentence(record: logging.LogRecord) -> str:
    return str(record.msg) if record.name.startswith(PLAIN_SPEAKERS) else "library_spoke"


_FINISHING = (
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    keep_allowed,
    blot_numbers,
    structlog.processors.JSONRenderer(),
)


def configure() -> None:
    """Write JSON lines to standard error, our own and the libraries' warnings."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *_FINISHING,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, StandardError())),
        cache_logger_on_first_use=True,
    )
    listen_to_libraries()


def listen_to_libraries() -> None:
    """Write what libraries say, from warnings up, in the same form; twice is the same as once."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, LibraryLine) for handler in root.handlers):
        handler = logging.StreamHandler(StandardError())
        handler.setFormatter(LibraryLine())
        root.addHandler(handler)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


log = structlog.get_logger()

"""The operators' log: fixed event names and ids, one JSON object a line.

Only keys on the allow-list are written, so that a name, a number or a form body that
slips into a call never reaches a file.
"""

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from portal.config import Config

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "request_id",
        "route",
        "status",
        "error",
        "where",
        "account",
        "case",
        "run",
        "message",
        "count",
        "attempt",
        "bucket",
    }
)


def keep_allowed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop every key that is not on the allow-list."""
    return {key: value for key, value in event.items() if key in ALLOWED}


def configure(_config: Config) -> None:
    """Write JSON lines to standard error and silence access logs of the server."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


log = structlog.get_logger()

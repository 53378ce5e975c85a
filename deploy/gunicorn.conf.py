"""What `gunicorn --config` reads: its own lines in the form of the portal's, and no name of itself.

Addresses, processes and threads stand in the unit, where an administrator looks for them.
"""

from typing import Any

import gunicorn

gunicorn.SERVER = "portal"

_LINES = {"handlers": ["error_console"], "propagate": False}
logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ours": {"()": "portal.kernel.logs.LibraryLine"}},
    "handlers": {
        name: {"class": "logging.StreamHandler", "formatter": "ours", "stream": "ext://sys.stderr"}
        for name in ("console", "error_console")
    },
    "loggers": {
        "gunicorn.error": {"level": "INFO", "qualname": "gunicorn.error", **_LINES},
        "gunicorn.access": {"level": "CRITICAL", "qualname": "gunicorn.access", **_LINES},
    },
    "root": {"level": "WARNING", "handlers": ["error_console"]},
}

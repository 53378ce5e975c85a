"""What is counted for the operators: how many, how long, how it ended. Never about whom.

Labels come from closed sets (our own route names, methods, statuses), so that neither a value of
a person nor a visitor's imagination becomes a time series. With PROMETHEUS_MULTIPROC_DIR set,
every process writes its counts there and `flask metrics serve` tells their sums.
"""

import os
from pathlib import Path

from prometheus_client import Counter, Histogram, values

from portal.kernel.slots import slot_in

# The library's own protocol: it looks at this variable when it is imported.
if shared := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(shared).mkdir(mode=0o700, parents=True, exist_ok=True)
    values.ValueClass = values.MultiProcessValue(  # type: ignore[no-untyped-call]
        lambda: slot_in(Path(shared))
    )

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("portal_requests", "Answers of the web server", ["route", "method", "status"])
REQUEST_SECONDS = Histogram(
    "portal_request_seconds", "Time until an answer stood", ["route"], buckets=SECONDS
)
FAULTS = Counter("portal_faults", "Bugs that reached the last resort", ["route"])
MESSAGES = Counter("portal_messages", "Messages that were due", ["outcome"])
PROVIDERS = Counter("portal_provider_calls", "Questions to providers", ["provider", "outcome"])


def method_label(method: str) -> str:
    """Name a method; whoever makes one up counts as other."""
    return method if method in METHODS else "other"

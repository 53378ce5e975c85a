"""Pages of those who watch: reviews, counts, cases, the check of the log, one member's days."""

from portal.oversight.views import (
    cases,
    counts,
    desk_log,
    log_check,
    reset_report,
    reviews,
    staff_trail,
    villages,
    waiting,
)
from portal.oversight.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "cases",
    "counts",
    "desk_log",
    "log_check",
    "reset_report",
    "reviews",
    "staff_trail",
    "villages",
    "waiting",
]

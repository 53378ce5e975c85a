"""Pages of those who watch: reviews, counts, cases, the check of the log, one member's days."""

from portal.oversight.views import (
    cases,
    counts,
    log_check,
    reviews,
    staff_trail,
    waiting,
)
from portal.oversight.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "cases",
    "counts",
    "log_check",
    "reviews",
    "staff_trail",
    "waiting",
]

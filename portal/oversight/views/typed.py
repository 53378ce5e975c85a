"""What an address of those who watch names: a line of the log, a month; else 404."""

from flask import abort, request

from portal.kernel import months
from portal.kernel.months import CalendarMonth

DIGITS = 18


def typed_seq() -> int | None:
    """Return the line before which a page begins; None for the newest."""
    typed = request.args.get("before", "")
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > DIGITS:
        abort(404)
    return int(typed)


def typed_month() -> CalendarMonth:
    """Return the month an address names, the running one when it names none."""
    typed = request.args.get("month", "")
    if not typed:
        return months.this_month()
    return months.named(typed) or abort(404)

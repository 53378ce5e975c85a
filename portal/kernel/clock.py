"""The only clock of the portal."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def of_this_machine() -> datetime:
    """Return what the machine's clock says, for whoever asks whether it is right."""
    return datetime.now(UTC)


def today() -> date:
    """Return the calendar day people in Viet Nam are living."""
    return now().astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """Return the first moment of a day in Viet Nam."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM)


def local(moment: datetime) -> datetime:
    """Show a stored moment on a Vietnamese wall clock."""
    return moment.astimezone(VIETNAM)

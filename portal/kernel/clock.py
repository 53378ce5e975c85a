"""The only clock of the portal."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the calendar day people in Viet Nam are living."""
    return now().astimezone(VIETNAM).date()


def local(moment: datetime) -> datetime:
    """Show a stored moment on a Vietnamese wall clock."""
    return moment.astimezone(VIETNAM)

"""When the station is open: what is done at other times is looked at more closely."""

from datetime import datetime

from portal.config import Station
from portal.kernel import clock

SATURDAY = 5


def is_after_hours(moment: datetime, station: Station) -> bool:
    """Say whether this was done at night or at a weekend, on a Vietnamese wall clock."""
    local = clock.local(moment)
    if local.weekday() >= SATURDAY:
        return True
    return not station.opens <= local.time() < station.closes

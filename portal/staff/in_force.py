"""Whether an account may be entered on a day: not suspended, not ended, not forgotten.

Whoever has not signed in for 45 days is out by the clock alone, at sign-in and in a
session that runs; tidying only writes it down. An account counts as used on the day it
was opened, and on the day it was renewed.
"""

from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts.signed_in import config
from portal.kernel import clock
from portal.staff.models import StaffMember

_SINCE = sa.bindparam("used_since", type_=StaffMember.opened_at.type)
USED = sa.or_(
    StaffMember.opened_at >= _SINCE,
    sa.func.coalesce(StaffMember.renewed_at, StaffMember.opened_at) >= _SINCE,
    sa.func.coalesce(StaffMember.last_signed_in_at, StaffMember.opened_at) >= _SINCE,
)
NOT_ENDED = sa.or_(StaffMember.ends_on.is_(None), StaffMember.ends_on >= sa.bindparam("today"))
IN_FORCE = sa.and_(StaffMember.suspended_at.is_(None), NOT_ENDED, USED)


def used_since(today: date) -> datetime:
    """Return the beginning of the last day on which an account in force may have been used."""
    first = today - config().lifetimes.staff_unused
    return clock.start_of(first)


def values(today: date) -> dict[str, object]:
    """Return what IN_FORCE is asked with."""
    return {"today": today, "used_since": used_since(today)}

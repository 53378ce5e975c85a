"""How long a consent may last, and what a child has to be asked."""

from datetime import date, datetime, timedelta

from portal.consents.kinds import Duration
from portal.kernel.clock import local, start_of
from portal.kernel.partial_date import PartialDate, add_months, whole_months

LONGEST_MONTHS = 12
ASSENT_FROM_MONTHS = 7 * 12
ASKED_ANEW_AT_MONTHS = (7 * 12, 18 * 12)


def end_of(day: date) -> datetime:
    """Return the last moment of a day in Viet Nam, which is the first of the next."""
    return start_of(day + timedelta(days=1))


def until(duration: Duration, now: datetime, born: PartialDate) -> datetime:
    """Return when a consent given now ends: at the end of a day, at most 12 months away.

    A child's consents end on the 7th and the 18th birthday, when they are asked for anew
    (Law 91/2025/QH15, article 24, as legal practice reads it).
    """
    today = local(now).date()
    longest = add_months(today, LONGEST_MONTHS)
    if duration.days is None:
        last = longest - timedelta(days=1)
    else:
        last = today + timedelta(days=duration.days - 1)
    return min(end_of(last), _asked_anew(born, today) or end_of(last))


def capped(wanted: datetime, now: datetime, born: PartialDate) -> datetime:
    """Return a wanted end, no later than the longest consent and the next birthday that asks."""
    return min(wanted, until(Duration.UNTIL_STOPPED, now, born))


def _asked_anew(born: PartialDate, today: date) -> datetime | None:
    for months in ASKED_ANEW_AT_MONTHS:
        birthday = add_months(born.earliest, months)
        if birthday > today:
            return end_of(birthday - timedelta(days=1))
    return None


def needs_assent(born: PartialDate, today: date) -> bool:
    """Say whether a child must be asked too: from full 7 (Law 91/2025/QH15, article 24).

    Where the day of birth is not known, the earliest possible one counts: asking a child
    too early does no harm.
    """
    months = whole_months(born.earliest, today)
    return ASSENT_FROM_MONTHS <= months < ASKED_ANEW_AT_MONTHS[-1]

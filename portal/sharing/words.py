"""Ends of a consent, and people who are allowed to see, in words."""

from datetime import date, datetime, time, timedelta

from portal.kernel import clock, formats
from portal.kernel.i18n import current_language, ngettext
from portal.kernel.i18n import gettext as _

_INSTANT = timedelta(microseconds=1)


def last_day(until: datetime) -> date:
    """Return the last day on which a consent with this end still holds."""
    return clock.local(until - _INSTANT).date()


def ends_with_a_day(until: datetime) -> bool:
    """Say whether the end is a midnight in Viet Nam."""
    return clock.local(until).time() == time(0)


def end_in_full(until: datetime) -> str:
    """Write an end out, fit to be kept: the day with its weekday, and the time if it has one."""
    day = formats.long_day(last_day(until), language=current_language())
    if ends_with_a_day(until):
        return _("the end of %(day)s", day=day)
    return _("%(time)s on %(day)s", time=formats.clock_time(until), day=day)


def end_soon(until: datetime) -> str:
    """Write an end as it is read today: "17:00 today" before any date."""
    if last_day(until) != clock.today():
        return end_in_full(until)
    if ends_with_a_day(until):
        return _("the end of today")
    return _("%(time)s today", time=formats.clock_time(until))


def deadline(until: datetime) -> str:
    """Write when an answer must be there: 17:00, 24:00, or with its day."""
    midnight = ends_with_a_day(until)
    time_of_day = "24:00" if midnight else formats.clock_time(until)
    day = last_day(until)
    if day == clock.today():
        return time_of_day
    return f"{time_of_day} {formats.day(day, language=current_language())}"


def days_left(until: datetime) -> str:
    """Say how many days are left, today among them."""
    days = (last_day(until) - clock.today()).days + 1
    return ngettext("%(num)s day left", "%(num)s days left", days)


def when(moment: datetime) -> str:
    """Write a moment past: its time today, else with its day."""
    if clock.local(moment).date() == clock.today():
        return _("%(time)s today", time=formats.clock_time(moment))
    return formats.moment(moment, language=current_language())


def with_title(title: str, full_name: str) -> str:
    """Write a member of staff at the head of a line: "Bác sĩ Lê Minh Quân"."""
    return f"{title} {full_name}".strip()


def in_a_sentence(title: str, full_name: str) -> str:
    """Write a member of staff within a sentence: "bác sĩ Lê Minh Quân"."""
    return f"{title[:1].lower()}{title[1:]} {full_name}".strip()


def first_letter_up(text: str) -> str:
    return text[:1].upper() + text[1:]

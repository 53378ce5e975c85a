"""Dates, numbers, ages and money as residents read them.

Written by hand because a page formats dozens of values and Babel costs 13 to 19 µs
each; a test holds every function against Babel.
"""

from datetime import date, datetime
from decimal import Decimal

from portal.kernel.clock import local
from portal.kernel.partial_date import Age, PartialDate, Precision

SAME_EVERYWHERE = ("clock_time", "personal_id_tail")
BY_LANGUAGE = (
    "day",
    "long_day",
    "short_day",
    "partial_day",
    "moment",
    "number",
    "dong",
    "age",
)
NBSP = "\u00a0"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def calendar_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime, *, language: str) -> str:
    """12/11/2026 · 12 Nov 2026"""
    on = calendar_day(value)
    if language == "vi":
        return f"{on.day:02d}/{on.month:02d}/{on.year}"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def short_day(value: date | datetime, *, language: str) -> str:
    """12/11 · 12 Nov"""
    on = calendar_day(value)
    if language == "vi":
        return f"{on.day}/{on.month}"
    return f"{on.day} {_MONTHS[on.month - 1]}"


def long_day(value: date | datetime, *, language: str) -> str:
    """Thứ Năm 12/11/2026 · Thu 12 Nov 2026"""
    on = calendar_day(value)
    return f"{_WEEKDAYS[language][on.weekday()]} {day(on, language=language)}"


def partial_day(value: PartialDate, *, language: str) -> str:
    """1941 · 09/2023 · 12/11/2026, as exactly as it is known."""
    on = value.day
    if value.precision is Precision.YEAR:
        return str(on.year)
    if value.precision is Precision.MONTH:
        return f"{on.month}/{on.year}" if language == "vi" else f"{_MONTHS[on.month - 1]} {on.year}"
    return day(on, language=language)


def clock_time(value: datetime) -> str:
    """7:52 on a Vietnamese wall clock"""
    at = local(value)
    return f"{at.hour}:{at.minute:02d}"


def moment(value: datetime, *, language: str) -> str:
    """7:52 12/11/2026 · 7:52, 12 Nov 2026"""
    joint = " " if language == "vi" else ", "
    return clock_time(value) + joint + day(value, language=language)


def number(value: int | float | Decimal | str, *, language: str) -> str:
    """7,8 · 7.8; thousands grouped, no trailing zeros"""
    exact = Decimal(str(value)).normalize()
    whole = f"{exact:,f}"
    if language == "en":
        return whole
    return whole.translate({ord(","): ".", ord("."): ","})


def dong(value: int, *, language: str) -> str:
    """1.000 đ · 1,000 VND"""
    unit = "đ" if language == "vi" else "VND"
    return number(value, language=language) + NBSP + unit


def age(value: Age | None, *, language: str) -> str:
    """9 tháng under 24 months, then 2 tuổi; years alone where the months are not known."""
    if value is None:
        return "–"
    if value.months is not None and value.months < 24:
        if language == "vi":
            return f"{value.months}{NBSP}tháng"
        return f"{value.months}{NBSP}month" + ("" if value.months == 1 else "s")
    if language == "vi":
        return f"{value.years}{NBSP}tuổi"
    return f"{value.years}{NBSP}year" + ("" if value.years == 1 else "s")


def personal_id_tail(value: str) -> str:
    """Mask a number to its last three digits: ••• ••• ••• 067"""
    return f"•••{NBSP}•••{NBSP}•••{NBSP}{value[-3:]}"

"""How single elements of a claim file are written: days, moments, lists, fillers."""

import re
from datetime import date, datetime

from portal.interop.problems import N_, CellRefused
from portal.kernel.clock import VIETNAM
from portal.kernel.partial_date import PartialDate
from portal.kernel.remembered import remembered

_SEPARATORS = re.compile(r"[;,|\s]+")
_ICD10 = re.compile(r"[A-Z]\d{2}(?:\.?[0-9A-Z]{1,3})?[*+†]?")
_NOTHING = {".", "-", "--", "...", "_", "0", "x", "X"}
# A facility that knows nothing still has to fill these (change log of one hospital
# system): Vietnamese, ethnic group unknown, occupation unknown.
_FILLERS = {"MA_QUOCTICH": {"000"}, "MA_DANTOC": {"56", "99", "00"}, "MA_NGHE_NGHIEP": {"00000"}}


def words(text: str) -> str:
    """Return a text, empty where only "." or "-" was typed to get past a check."""
    return "" if text in _NOTHING else text


def coded(name: str, text: str) -> str:
    """Return a code, empty where it is the filler for "unknown"."""
    return "" if text in _FILLERS.get(name, ()) else text


def moment(text: str, column: str) -> datetime | None:
    """Read yyyymmddHHMM (QĐ 4750 annex), local time; 8 digits and "HH:MM" are accepted."""
    digits = text.replace(":", "").replace(" ", "")
    if not digits:
        return None
    found = _moment(digits)
    if found is None:
        raise CellRefused(column, N_("“%(text)s” is not a moment (yyyymmddHHMM)."), text=text[:20])
    return found


@remembered
def _moment(digits: str) -> datetime | None:
    if not digits.isascii() or not digits.isdigit() or len(digits) not in {8, 10, 12, 14}:
        return None
    year, month, of_month = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    hour, minute = int(digits[8:10] or 0), int(digits[10:12] or 0)
    try:
        return datetime(year, month, of_month, hour, minute, tzinfo=VIETNAM)
    except ValueError:
        return None


def day(text: str, column: str) -> date | None:
    """Read yyyymmdd, or the day of a longer moment."""
    found = moment(text[:8] if text[:8].isdigit() else text, column)
    return found.date() if found else None


def loose_day(text: str) -> date | None:
    """Read a day that matters little: None when it is not one."""
    try:
        return day(text, "")
    except CellRefused:
        return None


def loose_moment(text: str) -> datetime | None:
    """Read a moment that matters little: None when it is not one."""
    if not text:
        return None
    try:
        return moment(text, "")
    except CellRefused:
        return None


def birth(text: str, *, old_form: bool) -> PartialDate | None:
    """Read NGAY_SINH.

    The 130 family writes an unknown day and month as 0000; QĐ 4210 writes 0101 for it,
    so 1 January of that form is only a year.
    """
    digits = text.strip()
    if not digits:
        return None
    try:
        if not digits.isascii() or not digits.isdigit() or len(digits) not in {4, 8, 10, 12, 14}:
            raise ValueError(text)
        year, month, of_month = int(digits[:4]), digits[4:6], digits[6:8]
        if month in {"", "00"} or (old_form and month + of_month == "0101"):
            return PartialDate.of_year(year)
        if of_month == "00":
            return PartialDate.of_month(year, int(month))
        return PartialDate(date(year, int(month), int(of_month)))
    except ValueError:
        raise CellRefused(
            "NGAY_SINH", N_("“%(text)s” is not a day that exists."), text=digits[:20]
        ) from None


def parts(text: str) -> tuple[str, ...]:
    """Split a list, keeping empty places: parallel lists are matched by position."""
    return tuple(part.strip() for part in text.split(";")) if text else ()


@remembered
def codes(text: str) -> tuple[str, ...]:
    """Split a list of codes at ";", "," or blanks, dropping repeats, keeping the order."""
    return tuple(dict.fromkeys(part for part in _SEPARATORS.split(text) if part))


@remembered
def icd_codes(text: str) -> tuple[str, ...]:
    """Return the ICD-10 codes of a list, upper case, fillers and repeats dropped."""
    return tuple(code for code in codes(text.upper()) if _ICD10.fullmatch(code))

"""Days as people and spreadsheets write them."""

import re
from datetime import date, datetime, time, timedelta

from portal.interop.cells import Cell, text_of
from portal.interop.problems import N_, CellRefused
from portal.kernel.partial_date import PartialDate, Precision
from portal.kernel.remembered import remembered

EARLIEST_YEAR, LATEST_YEAR = 1880, 2100
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_MONTH = re.compile(r"(\d{1,2})[/-](\d{4})")
_YEAR = re.compile(r"(?:\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]0+)?")
_UNKNOWN_DAY = re.compile(r"(?:0{1,2}|--?|\?\?)/(?:0{1,2}|--?|\?\?)/(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_CLOCK_FIRST = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?) (.+)")


def day_of_serial(serial: int) -> date:
    """Read a day number of the 1900 system.

    Spreadsheets count a 29 February 1900 that never was (serial 60): days before it are
    one lower than the rest, and the day itself does not exist.
    """
    if serial == 60 or serial < 1:
        raise ValueError(serial)
    origin = date(1899, 12, 31) if serial < 60 else date(1899, 12, 30)
    return origin + timedelta(days=serial)


def partial_day(cell: Cell, column: str) -> PartialDate | None:
    """Read a day that may be known only to its month or year; None for an empty cell."""
    if isinstance(cell, datetime):
        return PartialDate(cell.date())
    if isinstance(cell, date):
        return PartialDate(cell)
    text = text_of(cell).strip("'")
    if not text or text in {"-", "."}:
        return None
    found = _possible(text)
    if found is None:
        raise CellRefused(column, N_("“%(text)s” is not a day that exists."), text=text[:40])
    return found


@remembered
def _possible(text: str) -> PartialDate | None:
    try:
        found = _read(text)
    except (ValueError, OverflowError):
        return None
    return found if found and EARLIEST_YEAR <= found.day.year <= LATEST_YEAR else None


def _read(text: str) -> PartialDate | None:
    if match := _UNKNOWN_DAY.fullmatch(text):
        return PartialDate.of_year(int(match[1]))
    if match := _DAY_FIRST.fullmatch(text):
        day, _, month, year = match.groups()
        return PartialDate(date(int(year), int(month), int(day)))
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
        return PartialDate(date(int(year), int(month), int(day)))
    if match := _MONTH.fullmatch(text):
        return PartialDate.of_month(int(match[2]), int(match[1]))
    if _YEAR.fullmatch(text):
        return PartialDate.of_year(int(text))
    if _SERIAL.fullmatch(text):
        return PartialDate(day_of_serial(int(re.split("[.,]", text)[0])))
    return None


def whole_day(cell: Cell, column: str) -> date | None:
    """Read a day that must be known exactly."""
    found = partial_day(cell, column)
    if found is None:
        return None
    if found.precision is not Precision.DAY:
        raise CellRefused(column, N_("A whole day is needed here: day, month and year."))
    return found.day


def past_day(cell: Cell, column: str, today: date) -> PartialDate | None:
    """Read a day that cannot lie in the future."""
    found = partial_day(cell, column)
    if found is not None and found.earliest > today:
        raise CellRefused(column, N_("This day lies in the future."))
    return found


def time_of(cell: Cell) -> time | None:
    """Read a clock time, None when there is none or it is no clock time."""
    if isinstance(cell, time):
        return cell
    match = _CLOCK.fullmatch(text) if (text := text_of(cell)) else None
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def split_clock(cell: Cell) -> tuple[time | None, Cell]:
    """Part the registry's "HH:mm dd/MM/yyyy" into its clock time and its day."""
    if isinstance(cell, datetime):
        return (cell.time() if cell.time() != time() else None), cell.date()
    text = text_of(cell)
    match = _CLOCK_FIRST.fullmatch(text) if ":" in text else None
    return (time_of(match[1]), match[2]) if match else (None, cell)

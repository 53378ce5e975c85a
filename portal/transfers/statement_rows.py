"""From the rows of a statement to money that came in; what went out is left aside.

Pure: nothing is looked up here. A row that cannot be read is told by its number in the file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from portal.kernel import crypto
from portal.kernel.clock import VIETNAM
from portal.kernel.sheets.cell import Cell, text_of
from portal.kernel.sheets.headed import Record
from portal.kernel.sheets.refusal import N_, Reason
from portal.transfers.amounts import counted_amount, written_amount
from portal.transfers.same_money import Said, has_time

EARLIEST_YEAR = 2020
LONGEST_CONTENT, LONGEST_REFERENCE = 1_000, 100
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_OWN_LENGTH = 12
_BESIDE = re.compile(rf"#[0-9A-F]{{{_OWN_LENGTH}}}$", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class CameIn:
    """One amount that came in; `reference` is the bank's own or None.

    `copy` counts rows of one file that say the same without a reference, and tells them apart.
    """

    row: int
    came_at: datetime
    amount: int
    content: str = field(repr=False)
    reference: str | None
    copy: int = 1

    @cached_property
    def said(self) -> Said:
        """What it says, to be compared."""
        return Said.by(self)

    @cached_property
    def own_reference(self) -> str:
        """One made of all the row says: the same in every file.

        It stands in the database, so it is keyed: nobody tries out texts and payers by it.
        """
        said = (
            self.reference or "",
            self.came_at.isoformat(),
            str(self.amount),
            self.content,
            str(self.copy),
        )
        return crypto.mac("statement-row", *said).hex()[:32]

    @property
    def reference_beside(self) -> str | None:
        """Return the bank's reference told apart from the same one of other money."""
        if self.reference is None:
            return None
        return f"{self.reference}#{self.own_reference[:_OWN_LENGTH].upper()}"

    @property
    def has_time(self) -> bool:
        """Say whether the bank told the time: many give the day alone."""
        return has_time(self.came_at)


def given_reference(bank_ref: str) -> str:
    """Return the reference a bank gave, of one that may be told apart."""
    return _BESIDE.sub("", bank_ref)


@dataclass(frozen=True, kw_only=True)
class RowRefused:
    """A row that was left out, counted from 1 as the file shows it."""

    row: int
    reason: Reason


class _Refused(Exception):
    """Why one row cannot be read."""


def rows(records: Iterable[Record], today: date) -> tuple[Sequence[CameIn], Sequence[RowRefused]]:
    """Return what came in, and the rows that cannot be read."""
    good: list[CameIn] = []
    bad: list[RowRefused] = []
    copies: Counter[tuple[datetime, int, str]] = Counter()
    for record in records:
        try:
            found = _came_in(record, today)
        except _Refused as refusal:
            bad.append(RowRefused(row=record.row, reason=Reason(str(refusal))))
            continue
        if found is None:
            continue
        if found.reference is None:
            says = (found.came_at, found.amount, found.content)
            copies[says] += 1
            found = replace(found, copy=copies[says])
        good.append(found)
    return good, bad


def _came_in(record: Record, today: date) -> CameIn | None:
    """Read one row; None for money that went out and for lines of balance."""
    amount = _amount(record)
    if amount is None:
        return None
    came_at = _moment(record["date"])
    if came_at.year < EARLIEST_YEAR or came_at.date() > today:
        raise _Refused(N_("This day cannot be right."))
    reference = "".join(record.text("reference").split()).upper()
    if len(reference) > LONGEST_REFERENCE:
        raise _Refused(N_("The reference is too long."))
    return CameIn(
        row=record.row,
        came_at=came_at,
        amount=amount,
        content=record.text("content")[:LONGEST_CONTENT],
        reference=reference or None,
    )


def _amount(record: Record) -> int | None:
    """Return what came in; None where the row says nothing came in."""
    column = "credit" if record.text("credit") or "credit" in record.header.positions else "amount"
    cell = record[column]
    if not text_of(cell):
        if column == "credit" or not record.text("date"):
            return None
        raise _Refused(N_("This row has no amount."))
    if isinstance(cell, bool):
        found = None
    elif isinstance(cell, int | float):
        found = counted_amount(cell)
    else:
        found = written_amount(text_of(cell))
    if found is None:
        raise _Refused(N_("This amount cannot be read."))
    return found if found > 0 else None


def _moment(cell: Cell) -> datetime:
    """Read a day with or without the time, as a Vietnamese wall clock shows it."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=VIETNAM)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=VIETNAM)
    text = text_of(cell)
    if not text:
        raise _Refused(N_("This row has no day."))
    day, iso, at = _DAY.search(text), _ISO.search(text), _CLOCK.search(text)
    try:
        if day:
            numbers = (int(day[4]), int(day[3]), int(day[1]))
        elif iso:
            numbers = (int(iso[1]), int(iso[2]), int(iso[3]))
        else:
            raise ValueError(text)
        clock = (int(at[1]), int(at[2]), int(at[3] or 0)) if at else (0, 0, 0)
        return datetime(*numbers, *clock, tzinfo=VIETNAM)
    except ValueError:
        raise _Refused(N_("This day cannot be read. Write it as 31/12/2026.")) from None

"""A dose text as a table of the day, only when the text itself is one.

Claim files carry the dose as free text (LIEU_DUNG, CACH_DUNG of QĐ 4210 and QĐ 130).
"Sáng: 3 viên, Chiều: 2 viên" is a table already; "1 viên/lần * 2 lần/ngày" is not, and is
shown as it came: no dose is ever computed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean, fold


class DayPart(StrEnum):
    """When a medicine is taken, in the order of the day."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def label(self) -> str:
        return str(PART_LABELS[self])


PART_LABELS = {
    DayPart.MORNING: _l("Morning"),
    DayPart.NOON: _l("Noon"),
    DayPart.AFTERNOON: _l("Afternoon"),
    DayPart.EVENING: _l("Evening"),
}
_PARTS = {
    "sang": DayPart.MORNING,
    "trua": DayPart.NOON,
    "chieu": DayPart.AFTERNOON,
    "toi": DayPart.EVENING,
}
_UNITS = {
    "vien": "viên",
    "goi": "gói",
    "ong": "ống",
    "ml": "ml",
    "giot": "giọt",
    "muong": "muỗng",
    "thia": "thìa",
    "lo": "lọ",
    "nang": "nang",
    "nhat": "nhát",
    "xit": "xịt",
}
_ONE = re.compile(
    r"(?:buoi )?(sang|trua|chieu|toi) ?:? ?(?:uong )?(\d{1,2}(?:[.,]\d{1,2}|/[1-9])?) ?"
    rf"({'|'.join(_UNITS)})"
)
_TOTAL = re.compile(r"\[(\d{1,3}(?:[.,]\d{1,2})?) ?(\w+) ?/ ?ngay\]$")
_LEAD = re.compile(r"^(?:ngay )?uong ?:? (?=(?:buoi )?(?:sang|trua|chieu|toi)\b)")


@dataclass(frozen=True, slots=True)
class Taking:
    """One cell of the table; `amount` is written as in the text ("1", "1/2", "0,5")."""

    part: DayPart
    amount: str


@dataclass(frozen=True, slots=True)
class DayTable:
    """The four parts of a day, "" where nothing is taken, and the unit of all cells."""

    cells: tuple[Taking, ...]
    unit: str

    def amount_at(self, part: DayPart) -> str:
        return next((cell.amount for cell in self.cells if cell.part is part), "")


def day_table(dose_text: str | None, instruction: str | None = None) -> DayTable | None:
    """Return the table a dose text (or else the instruction) spells out, None otherwise."""
    for text in (dose_text, instruction):
        if text and (table := _read(text)) is not None:
            return table
    return None


def _read(text: str) -> DayTable | None:
    written, total = _without_total(fold(clean(text)))
    cells: list[Taking] = []
    units: set[str] = set()
    for item in re.split(r"[;,] (?!\d)| - | va |,(?!\d)", written):
        match = _ONE.fullmatch(item.strip(" .;,-"))
        if match is None:
            return None
        part = _PARTS[match[1]]
        if any(cell.part is part for cell in cells):
            return None
        cells.append(Taking(part, match[2]))
        units.add(_UNITS[match[3]])
    table = DayTable(tuple(cells), units.pop()) if len(units) == 1 else None
    return table if table and _agrees(table, total) else None


def _without_total(text: str) -> tuple[str, re.Match[str] | None]:
    total = _TOTAL.search(text)
    kept = text[: total.start()] if total else text
    return _LEAD.sub("", kept).strip(" .;,"), total


def _agrees(table: DayTable, total: re.Match[str] | None) -> bool:
    """Hold the cells against the day's total where the text has one: a slip shows no table."""
    if total is None:
        return True
    stated = Fraction(Decimal(total[1].replace(",", ".")))
    return sum((_amount(cell.amount) for cell in table.cells), Fraction()) == stated


def _amount(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))

"""The CSST block of table XML5, and the weight of XML1.

QĐ 4750 annex, XML5 field 3: `CSST<M75_T37_HA120/70_NT18_HL2>` inside the course text; M
pulse, T temperature °C, HA blood pressure, NT breaths, SP SpO2, HL care level; blanks may
follow an underscore.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from portal.interop.cells.numbers import plain_number, pressure
from portal.interop.claims import texts
from portal.interop.claims.read import Fields
from portal.interop.values.encounter import NoteValue, VitalSigns
from portal.kernel.partial_date import PartialDate, whole_months

_BLOCK = re.compile(r"CSST\s*[<\[(]\s*([^<>\[\]()]{1,120}?)\s*[>\])]", re.IGNORECASE)
_BLANKS = re.compile(r" {2,}")
_ITEM = re.compile(r"(HA|NT|SP|HL|M|T)\s*:?\s*([\d.,/]+)", re.IGNORECASE)
# What one exporter writes when a child under 12 months was not weighed, by age (seen in
# its public code). Kept and shown with that remark, never charted.
_FILLERS = ((3, Decimal("3.5")), (6, Decimal(5)), (9, Decimal("7.5")), (12, Decimal("8.5")))
_INVENTED = "exporter filler"
_LARGEST_KG = Decimal(400)


def course(rows: Iterable[Fields]) -> Iterator[tuple[NoteValue | None, VitalSigns | None]]:
    """Yield the words of each entry and the measurements taken out of them."""
    for at, row in enumerate(rows, 1):
        text = row.get("DIEN_BIEN_LS") or row.get("DIEN_BIEN", "")
        noted_at = texts.loose_moment(row.get("THOI_DIEM_DBLS") or row.get("NGAY_YL", ""))
        block = _BLOCK.search(text)
        note = NoteValue(
            line=row.get("STT") or str(at),
            text=_BLANKS.sub(" ", _BLOCK.sub("", text)).strip(),
            stage=row.get("GIAI_DOAN_BENH", ""),
            consultation=row.get("HOI_CHAN", ""),
            operation=row.get("PHAU_THUAT", ""),
            noted_at=noted_at,
        )
        empty = not (note.text or note.stage or note.consultation or note.operation)
        yield None if empty else note, measured(block[1], noted_at) if block else None


def measured(block: str, at: datetime | None) -> VitalSigns | None:
    """Read the items of a block; None when none of them is a measurement."""
    items = {key.upper(): value for key, value in _ITEM.findall(block)}
    both = pressure(items.get("HA", ""))
    signs = VitalSigns(
        measured_at=at,
        pulse=_whole(items.get("M")),
        temperature=_within(items.get("T"), 25, 45),
        systolic=both[0] if both else None,
        diastolic=both[1] if both else None,
        breaths=_whole(items.get("NT")),
        saturation=_whole(items.get("SP")),
    )
    return None if signs == VitalSigns(measured_at=at) else signs


def _whole(text: str | None) -> int | None:
    number = plain_number(text or "")
    return int(number) if number is not None and 0 < number < 400 else None


def _within(text: str | None, low: int, high: int) -> Decimal | None:
    number = plain_number(text or "")
    return number if number is not None and low <= number <= high else None


def weight(text: str, born: PartialDate | None, at: datetime) -> VitalSigns | None:
    """Return the weight of XML1 (kg), doubtful where it is an exporter's filler."""
    number = plain_number(text)
    if number is None or not 0 < number < _LARGEST_KG:
        return None
    return VitalSigns(
        measured_at=at, weight=number, doubtful=_INVENTED if _is_filler(number, born, at) else ""
    )


def _is_filler(kilograms: Decimal, born: PartialDate | None, at: datetime) -> bool:
    if born is None or not born.is_exact or at.date() < born.day:
        return False
    months = _months(born.day, at.date())
    return any(months < below and kilograms == filler for below, filler in _FILLERS)


def _months(born: date, on: date) -> int:
    return whole_months(born, on)

"""Which kind of file this is, decided by what is in it and never by its name."""

from enum import StrEnum
from pathlib import Path

from portal.interop import safe_xml
from portal.interop.checkups.layout import SCHOOL
from portal.interop.facilities.layout import LAYOUT as FACILITIES
from portal.interop.population.layout import LAYOUT as POPULATION
from portal.interop.problems import N_, FileRefused
from portal.interop.registry import layout as registry
from portal.interop.registry.read import starts_like_json
from portal.kernel.sheets import workbook
from portal.kernel.sheets.headed import Table
from portal.kernel.sheets.rows import Sheet, is_zip, open_sheets

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ROOTS = {
    "GIAMDINHHS": "claims",
    "DATA": "record_831",
    "HOSOSUCKHOE": "record_831",
    "KHAMSUCKHOE": "checkup",
}


class Family(StrEnum):
    """The kinds of file the portal takes in."""

    POPULATION = "population"
    FACILITIES = "facilities"
    CLAIMS = "claims"
    REGISTRY = "registry"
    RECORD_831 = "record_831"
    CHECKUP = "checkup"
    SCHOOL = "school"


def recognise(path: Path) -> Family:
    """Return the family of a file; raise FileRefused with the reason for any other file."""
    with path.open("rb") as file:
        head = file.read(512)
    if not head.strip():
        raise FileRefused(N_("The file is empty."))
    if head.startswith(b"%PDF"):
        raise FileRefused(N_("A PDF is for reading. Send the file the data came from."))
    if _looks_like_xml(head):
        return _xml(path)
    if starts_like_json(path):
        return Family.REGISTRY
    workbook.refuse_old_workbooks(path)
    return _table(path)


def _looks_like_xml(head: bytes) -> bool:
    for mark in _BOMS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")


def _xml(path: Path) -> Family:
    root = safe_xml.root_of(path)
    family = _ROOTS.get(root.upper())
    if root.upper() == "CHI_TIEU_TRANG_THAI_KCB":
        raise FileRefused(N_("A check-in message (XML0) holds no visit; nothing to take in."))
    if family is None:
        raise FileRefused(N_("“%(root)s” is not a kind of XML file we know."), root=root[:60])
    return Family(family)


def _table(path: Path) -> Family:
    for sheet in open_sheets(path):
        family = _family_of(sheet)
        if family is not None:
            return family
    if is_zip(path):
        raise FileRefused(N_("No sheet of this workbook has columns we know."))
    raise FileRefused(N_("This file has no columns we know."))


def _family_of(sheet: Sheet) -> Family | None:
    """Try the layouts on the first rows, the most particular first."""
    rows = [row for _, row in zip(range(60), sheet.rows, strict=False)]
    for layout, family in (
        (SCHOOL, Family.SCHOOL),
        (FACILITIES, Family.FACILITIES),
        (registry.DOSES, Family.REGISTRY),
        (POPULATION, Family.POPULATION),
        (registry.SUBJECTS, Family.REGISTRY),
    ):
        if Table(iter(rows), layout).header is not None:
            return family
    wide = Table(iter(rows), registry.WIDE)
    if wide.header is not None and registry.dose_columns(wide.header):
        return Family.REGISTRY
    return None

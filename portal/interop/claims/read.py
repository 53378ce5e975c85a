"""From a claim file to its episodes: rows of texts, read by name, in the file's order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from portal.interop import safe_xml
from portal.interop.cells import tidy
from portal.interop.claims import envelope
from portal.interop.problems import N_, CellRefused, Reason, RowProblem, Weight
from portal.interop.safe_xml import name_of

Fields = Mapping[str, str]

_ROWS = {
    "XML2": "CHI_TIET_THUOC",
    "XML3": "CHI_TIET_DVKT",
    "XML4": "CHI_TIET_CLS",
    "XML5": "CHI_TIET_DIEN_BIEN_BENH",
    "XML9": "DU_LIEU_GIAY_CHUNG_SINH",
    "XML15": "CHITIET_DIEUTRI_BENHLAO",
}
_KEEP_LINES = {"DIEN_BIEN", "DIEN_BIEN_LS", "GHI_CHU"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One episode: its ordinal in the file, the sender, and the rows of each part."""

    row: int
    sender: str
    parts: Mapping[str, tuple[Fields, ...]]
    repeated_elements: tuple[str, ...] = field(default=())

    @property
    def summary(self) -> Fields:
        return self.parts["XML1"][0]

    def rows(self, part: str) -> tuple[Fields, ...]:
        return self.parts.get(part, ())


def read(path: Path) -> Iterator[Claim | RowProblem]:
    """Yield the episodes, numbered from 1.

    The whole file is surveyed before the first one: a broken or cut-off file raises
    FileRefused while nothing is written. Of episodes with one treatment code the last
    in the file counts.
    """
    found = envelope.survey(path)
    if found.more_than_announced:
        yield envelope.too_many(found)
    last = _last_of_repeated(path, found)
    for row, hoso in enumerate(safe_xml.elements(path, "HOSO"), 1):
        if _superseded(hoso, row, last):
            yield RowProblem(row, "MA_LK", Reason(
                N_("This treatment code comes again further down; the later one counts.")
            ), Weight.WARNING)  # fmt: skip
            continue
        yield from _episode(hoso, row, found.sender)


def _last_of_repeated(path: Path, found: envelope.Survey) -> dict[int, int]:
    """Return the last ordinal of each treatment code that comes more than once."""
    if not found.repeated:
        return {}
    return {
        key: row
        for row, hoso in enumerate(safe_xml.elements(path, "HOSO"), 1)
        if (key := envelope.hash_of(envelope.treatment_code(hoso))) in found.repeated
    }


def _superseded(hoso: etree._Element, row: int, last: Mapping[int, int]) -> bool:
    if not last:
        return False
    code = envelope.treatment_code(hoso)
    return bool(code) and row < last.get(envelope.hash_of(code), row)


def _episode(hoso: etree._Element, row: int, sender: str) -> Iterator[Claim | RowProblem]:
    repeated: list[str] = []
    try:
        opened = envelope.opened(hoso)
    except CellRefused as refused:
        yield refused.on_row(row)
        return
    parts = {
        kind: tuple(fields(element, repeated) for root in roots for element in _rows_of(kind, root))
        for kind, roots in opened.items()
    }
    if not parts["XML1"]:
        yield RowProblem(row, "XML1", Reason(N_("The episode has no summary (XML1).")))
        return
    for name in repeated:
        yield RowProblem(row, name, Reason(
            N_("This element comes twice in one row; the last one that is not empty was taken.")
        ), Weight.WARNING)  # fmt: skip
    yield Claim(row, sender, parts, tuple(repeated))


def _rows_of(kind: str, root: etree._Element) -> Iterator[etree._Element]:
    """Find the rows of a part; a part of one row is its own root, or its first child's."""
    row_name = _ROWS.get(kind)
    if row_name is not None:
        yield from root.iter(f"{{*}}{row_name}")
    elif kind == "XML1" and name_of(root) != "TONG_HOP":
        yield from root.iter("{*}TONG_HOP")
    else:
        yield root


def fields(element: etree._Element, repeated: list[str]) -> Fields:
    """Return the texts of a row's elements by name; an empty element is an empty text."""
    found: dict[str, str] = {}
    for child in element:
        tag: object = child.tag
        if not isinstance(tag, str) or len(child):
            continue
        name = tag if tag[0] != "{" else name_of(child)
        text = child.text
        if text:
            text = _lines(text) if name in _KEEP_LINES else tidy(text)
        if not text:
            found.setdefault(name, "")
            continue
        if found.get(name):
            repeated.append(name)
        found[name] = text
    return found


def _lines(text: str) -> str:
    return "\n".join(line for part in text.splitlines() if (line := tidy(part)))

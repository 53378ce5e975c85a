"""From a KHAMSUCKHOE message (QĐ 1551/QĐ-BYT amended by QĐ 2062) to its checks.

Part numbers collide with those of claim files, so parts are told apart by their roots.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.interop import safe_xml
from portal.interop.claims import envelope
from portal.interop.claims.read import Fields, fields
from portal.interop.problems import CellRefused, RowProblem
from portal.interop.safe_xml import name_of

_RESULTS = "KHAM_CAN_LAM_SANG"
_RESULT_ROW = "CHI_TIET_CLS"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check: its ordinal, the sender, and its parts by the name of their root."""

    row: int
    sender: str
    parts: Mapping[str, Fields]
    results: tuple[Fields, ...]

    def part(self, name: str) -> Fields:
        return self.parts.get(name, {})


def read(path: Path) -> Iterator[CheckRow | RowProblem]:
    """Yield the checks; a broken or cut-off file raises FileRefused before the first."""
    found = envelope.survey(path)
    if found.more_than_announced:
        yield envelope.too_many(found)
    for row, hoso in enumerate(safe_xml.elements(path, "HOSO"), 1):
        try:
            opened = envelope.opened(hoso)
        except CellRefused as refused:
            yield refused.on_row(row)
            continue
        roots = [root for part in opened.values() for root in part]
        yield CheckRow(
            row=row,
            sender=found.sender,
            parts={name_of(root): fields(root, []) for root in roots},
            results=tuple(
                fields(line, [])
                for root in roots
                if name_of(root) == _RESULTS
                for line in root.iter(f"{{*}}{_RESULT_ROW}")
            ),
        )

"""From a QĐ 831 exchange message to its records."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.interop import safe_xml
from portal.interop.exchange831.nodes import EMPTY, Node, node_of
from portal.interop.problems import N_, FileRefused
from portal.interop.safe_xml import name_of


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One HOSOSUCKHOE, numbered from 1, under the header of its message."""

    row: int
    header: Node
    record: Node


def read(path: Path) -> Iterator[RecordRow]:
    """Yield the records of a message.

    The file is gone through once before the first is yielded, so that a broken or cut
    file raises FileRefused while nothing is written.
    """
    header, count = EMPTY, 0
    for element in safe_xml.elements(path, "HEADER", "HOSOSUCKHOE"):
        if name_of(element) == "HEADER":
            header = node_of(element)
        else:
            count += 1
    if not count:
        raise FileRefused(N_("The message holds no health record (HOSOSUCKHOE)."))
    for row, element in enumerate(safe_xml.elements(path, "HOSOSUCKHOE"), 1):
        yield RecordRow(row, header, node_of(element))

"""The outside of a claim file: GIAMDINHHS, its HOSO, and the parts of each."""

import base64
import binascii
import itertools
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from lxml import etree

from portal.interop import safe_xml
from portal.interop.problems import N_, CellRefused, FileRefused, Reason, RowProblem, Weight
from portal.interop.safe_xml import name_of
from portal.kernel.text import clean

_BOM = b"\xef\xbb\xbf"
_GLANCE = 1024
_PLAIN_CODE = re.compile(rb"<MA_LK>([!-%'-;=-~]+)</MA_LK>")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first pass over the file found, before anything is written."""

    sender: str
    count: int
    announced: int | None
    repeated: frozenset[int]

    @property
    def more_than_announced(self) -> bool:
        return self.announced is not None and self.count > self.announced


def survey(path: Path) -> Survey:
    """Count the episodes and note which treatment codes come twice.

    Raise FileRefused when the file is broken anywhere or holds fewer episodes than its
    SOLUONGHOSO says: it was cut off on the way, and half a file must not be taken.
    """
    sender, announced, count = "", None, 0
    keys = array("Q")
    for element in safe_xml.elements(path, "HOSO", "SOLUONGHOSO", "MACSKCB"):
        match name_of(element):
            case "MACSKCB":
                sender = sender or clean(element.text or "")
            case "SOLUONGHOSO":
                announced = _whole(element.text)
            case _:
                count += 1
                keys.append(_hash(_code_at_a_glance(element)))
    if announced is not None and count < announced:
        raise FileRefused(
            N_("The file announces %(announced)s episodes and holds %(found)s: it was cut off."),
            announced=str(announced),
            found=str(count),
        )
    return Survey(sender, count, announced, _repeated(keys))


def _whole(text: str | None) -> int | None:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _hash(code: str) -> int:
    return int.from_bytes(blake2b(code.encode(), digest_size=8).digest(), "big")


def hash_of(code: str) -> int:
    """Return the number under which a treatment code is remembered."""
    return _hash(code)


def _repeated(keys: "array[int]") -> frozenset[int]:
    ordered = sorted(keys)
    return frozenset(a for a, b in itertools.pairwise(ordered) if a == b)


def treatment_code(hoso: etree._Element) -> str:
    """Return MA_LK of an episode, read from its first part; empty if it cannot be read."""
    for kind, content in files(hoso):
        if kind == "XML1":
            try:
                root = inner(content)
            except (ValueError, FileRefused):
                return ""
            if root is not None:
                return clean(root.findtext(".//{*}MA_LK") or "")
    return ""


def _code_at_a_glance(hoso: etree._Element) -> str:
    """Return MA_LK without parsing the part it stands in, where it is written plainly.

    It only says which codes may come twice; those are then read as `treatment_code` does.
    """
    for kind, content in files(hoso):
        if kind == "XML1":
            head = "".join((content.text or "")[:_GLANCE].split())
            try:
                seen = _PLAIN_CODE.search(base64.b64decode(head[: len(head) // 4 * 4]))
            except (binascii.Error, ValueError):
                seen = None
            return seen[1].decode() if seen else treatment_code(hoso)
    return ""


def files(hoso: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield each part's kind (LOAIHOSO) and its NOIDUNGFILE element."""
    for file in hoso:
        kind, content = "", None
        for child in file:
            match name_of(child):
                case "LOAIHOSO":
                    kind = (child.text or "").strip().upper()
                case "NOIDUNGFILE":
                    content = child
        if kind and content is not None:
            yield kind, content


def inner(content: etree._Element) -> etree._Element | None:
    """Open a part: nested XML, or base64 with any line breaks, blanks, BOM, no prolog.

    None when the part is empty. Raise ValueError when it cannot be opened.
    """
    for child in content:
        if name_of(child):
            return child
    packed = b"".join((content.text or "").encode("utf-8", "replace").split())
    if not packed:
        return None
    if packed.startswith(b"<"):
        return safe_xml.document((content.text or "").strip().encode())
    try:
        raw = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    raw = raw.removeprefix(_BOM).strip()
    return safe_xml.document(raw) if raw else None


def opened(hoso: etree._Element) -> dict[str, list[etree._Element]]:
    """Open all parts of one episode; raise CellRefused naming the part that is broken."""
    parts: dict[str, list[etree._Element]] = {}
    for kind, content in files(hoso):
        try:
            root = inner(content)
        except ValueError as error:
            raise CellRefused(kind, N_("This part cannot be read.")) from error
        except FileRefused as refused:
            raise CellRefused(kind, refused.reason.message) from refused
        if root is not None:
            parts.setdefault(kind, []).append(root)
    if "XML1" not in parts:
        raise CellRefused("XML1", N_("The episode has no summary (XML1)."))
    return parts


def too_many(found: Survey) -> RowProblem:
    """Return the warning about a file with more episodes than it announces."""
    return RowProblem(
        0,
        "SOLUONGHOSO",
        Reason(
            N_("The file announces %(announced)s episodes and holds %(found)s; all were read."),
            {"announced": str(found.announced), "found": str(found.count)},
        ),
        Weight.WARNING,
    )

"""Files made to hurt whoever opens them: small to send, endless to read."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.transfers import sheets

MB = 1024 * 1024
HEADER = "Mã hộ;Họ và tên;Ngày sinh;Giới tính;CCCD;Quan hệ;SĐT\n"
LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "lol">'
    for level in range(10)
)


def a_swelling_workbook(unpacked: int = 300 * MB) -> bytes:
    """Return a small workbook whose one sheet unpacks to so many zeros."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(unpacked // MB):
                sheet.write(b"0" * MB)
    return memory.getvalue()


def a_workbook_of_many_parts(parts: int = 5_000) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for number in range(parts):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "")
    return memory.getvalue()


def for_the_web() -> Iterator[tuple[str, bytes]]:
    """Yield what fits through the door for a bank's statement."""
    yield "a swelling workbook", a_swelling_workbook()
    yield "a workbook of many parts", a_workbook_of_many_parts()
    yield "a cell in the far corner", sheets.far_corner()
    yield "one endless line", b"a" * (1000 * 1024)
    yield "an endless quotation", b'"' + b"a;\n" * 300_000
    yield "200,000 columns", b";" * 200_000 + b"\n1;2"
    yield "nothing but lines", b"\n" * (1000 * 1024)
    yield "holes", b"\0" * 5_000 + b"a;b\n"
    yield "half a character", sheets.csv(charset="utf-16")[:-1]
    yield "an old font", "Ngµy giao dÞch;Sè tiÒn;Néi dung\n".encode("cp1252") * 40
    yield "laughter", f"<!DOCTYPE x [{LAUGHS}]><x>&l9;</x>".encode()
    yield "a paper", b"%PDF-1.7\n" + b"0" * 5_000
    yield "a damaged workbook", sheets.workbook(("x",))[:-200]


def for_the_command_line(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write the larger ones, which only somebody at the server can bring."""
    yield "laughter", _write(folder, f"<!DOCTYPE x [{LAUGHS}]><GIAMDINHHS>&l9;</GIAMDINHHS>")
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><GIAMDINHHS>&e;</GIAMDINHHS>'
    yield "an entity from outside", _write(folder, outside)
    yield "a deep nest", _write(folder, "<GIAMDINHHS>" + "<a>" * 200_000)
    yield "a huge attribute", _write(folder, '<GIAMDINHHS a="', *["x" * MB] * 30, '"/>')
    yield "a huge text", _write(folder, "<GIAMDINHHS><a>", *["x" * MB] * 30, "</a></GIAMDINHHS>")
    yield "a swelling workbook", _write(folder, a_swelling_workbook(1500 * MB))
    yield "one endless line", _write(folder, HEADER, *["a" * MB] * 100)
    yield "an endless quotation", _write(folder, HEADER + '"', *["a;b\n" * MB] * 5)
    yield "200,000 columns", _write(folder, "a;" * 200_000 + "\n" + "1;" * 200_000)
    yield "holes", _write(folder, HEADER.encode() + b"\0" * MB)
    yield "deep brackets", _write(folder, "[" * 500_000)


def _write(folder: Path, *pieces: str | bytes) -> Path:
    """Write one piece after the other: who makes a bomb must not be hurt by it."""
    path = folder / "file"
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece if isinstance(piece, bytes) else piece.encode())
    return path

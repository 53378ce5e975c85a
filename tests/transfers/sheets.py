"""Statements as banks give them: text with its marks, or a workbook."""

import io
from collections.abc import Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter  # type: ignore[import-untyped]  # published without types

HEADER = ("Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung")
Row = Sequence[object]


def csv(*rows: Row, header: Row = HEADER, charset: str = "utf-8-sig", mark: str = ";") -> bytes:
    """Write the header and rows under the title lines a bank puts first."""
    lines = [("Ngân hàng Mẫu",), ("Sao kê tài khoản", "0000000000"), header, *rows]
    return "\r\n".join(mark.join(map(str, line)) for line in lines).encode(charset)


def workbook(*rows: Row, header: Row = HEADER) -> bytes:
    """Write a workbook with true days and numbers."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "remove_timezone": True}) as book:
        sheet, as_day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, ["Sao kê"])
        sheet.write_row(2, 0, header)
        for number, row in enumerate(rows, 3):
            for at, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, at, cell, as_day)
                else:
                    sheet.write(number, at, cell)
    return kept.getvalue()


def far_corner() -> bytes:
    """Write a small workbook that makes a reader ask for all memory there is."""
    ordinary, kept = io.BytesIO(workbook(("x",))), io.BytesIO()
    with ZipFile(ordinary) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(
                    b"</sheetData>",
                    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
                )
            after.writestr(entry.filename, content)
    return kept.getvalue()

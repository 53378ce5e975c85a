"""The report as a file: text stays text in a spreadsheet, and each file leaves its line."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import spreadsheets
from portal.kernel.db import reads, session
from portal.kernel.grids import Grid
from portal.kernel.partial_date import PartialDate
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.oversight.resets import a_reset

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = [
    '=HYPERLINK("http://evil.example","Mến")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "{=1+1}",
    "http://evil.example",
    "007",
]


def cells(file: bytes) -> list[tuple[str, str]]:
    """Return kind and text of each cell, as the XML of the sheets has them."""
    found = []
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in sorted(parts.namelist()):
            if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                continue
            sheet = ElementTree.fromstring(parts.read(name))  # noqa: S314 - our own file
            assert not list(sheet.iter(f"{MAIN}f")), "a formula"
            assert not list(sheet.iter(f"{MAIN}hyperlink")), "a link"
            for cell in sheet.iter(f"{MAIN}c"):
                found.append((cell.get("t", "n"), "".join(cell.itertext())))
    return found


def a_grid(value: str | int) -> Grid:
    return Grid(caption="A/B: [c]", headings=("x",), rows=[(value,)])


@pytest.mark.parametrize("value", FORMULAS)
def test_what_looks_like_a_formula_is_text(value: str) -> None:
    heading, cell = cells(spreadsheets.workbook([a_grid(value)]))

    assert heading == ("inlineStr", "x")
    assert cell[0] == "inlineStr"
    assert cell[1].replace("_x000D_", "\r").strip() == value.strip()


def test_text_is_quoted_so_that_editing_keeps_it_text() -> None:
    with zipfile.ZipFile(io.BytesIO(spreadsheets.workbook([a_grid("=1+1")]))) as parts:
        styles = parts.read("xl/styles.xml").decode()
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()

    assert 'quotePrefix="1"' in styles
    assert re.search(r'<c r="A2" s="[1-9]" t="inlineStr">', sheet)


def test_a_number_is_a_number() -> None:
    assert cells(spreadsheets.workbook([a_grid(7)]))[1] == ("n", "7")


def test_a_file_without_tables_opens() -> None:
    assert cells(spreadsheets.workbook([])) == []


@pytest.fixture
def dung(app: Flask, time: Time) -> StaffCast:
    """Return the head of a station where one reset stands out, of somebody oddly named."""
    dung = cast.dung()
    hanh = cast.hanh()
    odd = cast.a_person('=cmd|"/C calc"!A0', born=PartialDate.of_year(1970))
    time.pass_by(hours=11)
    a_reset(odd, hanh, dung)
    return dung


def test_the_spreadsheet_holds_what_the_page_says(
    visitor: InspectingClient, dung: StaffCast
) -> None:
    cast.sign_in_staff(visitor, dung)
    visitor.set_cookie("language", "en")

    answer = visitor.get("/oversight/resets.xlsx")

    assert answer.status_code == 200
    assert "spreadsheetml.sheet" in (answer.mimetype or "")
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'filename="bao-cao-2026-11.xlsx"' in answer.headers["Content-Disposition"]
    found = cells(answer.data)
    assert ("inlineStr", '=cmd|"/C calc"!A0, 1970') in found
    assert ("inlineStr", "Bác sĩ Hoàng Văn Dũng") in found
    assert ("inlineStr", "Outside working hours") in found


def test_the_print_lies_across_and_names_nothing_in_its_title(
    visitor: InspectingClient, dung: StaffCast
) -> None:
    cast.sign_in_staff(visitor, dung)
    visitor.set_cookie("language", "en")

    answer = visitor.get("/oversight/resets.pdf")

    assert answer.mimetype == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    paper = PdfReader(io.BytesIO(answer.data))
    box = paper.pages[0].mediabox
    assert box.width > box.height
    assert paper.metadata is not None
    assert paper.metadata.title == "Report"
    assert "Hoàng Văn Dũng" in paper.pages[0].extract_text()


def test_the_auditors_file_names_no_resident(visitor: InspectingClient, dung: StaffCast) -> None:
    cast.sign_in_staff(visitor, cast.sy())

    found = cells(visitor.get("/oversight/resets.xlsx").data)

    assert any(text.startswith("NB-") for _kind, text in found)
    assert not any("cmd" in text for _kind, text in found)


@pytest.mark.parametrize("how", ["xlsx", "pdf"])
def test_a_file_wants_a_fresh_code(
    visitor: InspectingClient, dung: StaffCast, time: Time, how: str
) -> None:
    cast.sign_in_staff(visitor, dung)
    for _ in range(3):
        time.pass_by(minutes=4)
        visitor.get("/staff/")

    answer = visitor.get(f"/oversight/resets.{how}")

    assert answer.status_code == 303
    assert answer.location.startswith("/staff/confirm")


def test_each_look_at_a_report_is_written_down(visitor: InspectingClient, dung: StaffCast) -> None:
    cast.sign_in_staff(visitor, dung)

    for end in ("", ".xlsx", ".pdf"):
        visitor.get(f"/oversight/resets{end}")

    seen = sa.select(AuditLine.object_ref).where(AuditLine.event == Event.REPORT_SEEN)
    assert sorted(map(str, reads().scalars(seen))) == [
        "report:2026-11:page",
        "report:2026-11:pdf",
        "report:2026-11:xlsx",
    ]


@pytest.fixture
def hanh(app: Flask) -> StaffCast:
    """Return the desk of a commune one of whose villages has an odd name."""
    cast.a_household(cast.men(), village="=1+1")
    cast.a_household(cast.hung(), village="Nà Hoa", commune="Xã Nà Hoa")
    return cast.hanh()


def test_figures_by_village_are_taken_as_a_file(visitor: InspectingClient, hanh: StaffCast) -> None:
    cast.sign_in_staff(visitor, hanh)
    visitor.set_cookie("language", "en")

    found = cells(visitor.get("/oversight/villages.xlsx").data)

    assert ("inlineStr", "=1+1") in found
    assert ("n", "1") in found
    assert not any("Nà Hoa" in text or "Mến" in text for _kind, text in found)


def test_figures_by_village_are_printed(visitor: InspectingClient, hanh: StaffCast) -> None:
    cast.sign_in_staff(visitor, hanh)

    paper = PdfReader(io.BytesIO(visitor.get("/oversight/villages.pdf").data))

    assert "Xã Đồng Sen" in paper.pages[0].extract_text()
    seen = sa.select(AuditLine.section).where(AuditLine.event == Event.REPORT_SEEN)
    assert list(reads().scalars(seen)) == ["villages"]


def test_the_page_of_figures_offers_the_files_to_the_desk_alone(
    visitor: InspectingClient, hanh: StaffCast
) -> None:
    cast.sign_in_staff(visitor, hanh)
    assert "/oversight/villages.xlsx" in visitor.get("/desk/villages").text

    leader = cast.a_staff_member("le", "Lò Văn Lẻ", Role.VILLAGE_HEAD)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == leader.staff_id)
        .values(village_id=cast.a_village("=1+1"))
    )
    cast.sign_in_staff(visitor, leader)
    assert "/oversight/" not in visitor.get("/desk/villages").text
    assert visitor.get("/oversight/villages.xlsx").status_code == 404

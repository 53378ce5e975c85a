"""Files that are not taken: said in a sentence, quickly, with nothing written."""

import io
import zipfile
from pathlib import Path
from time import monotonic

import pytest

from portal.interop.problems import FileRefused
from portal.interop.recognise import Family, recognise
from portal.kernel.sheets import workbook
from tests.interop import claims
from tests.interop.reading import DATA, everything

BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>"""
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("population-list.csv", Family.POPULATION),
        ("population-list-messy.csv", Family.POPULATION),
        ("claims-4210-two-visits.xml", Family.CLAIMS),
        ("claims-130-inline-variant.xml", Family.CLAIMS),
        ("niis-like-children.xlsx", Family.REGISTRY),
        ("niis-api-like.json", Family.REGISTRY),
        ("ksk-1551-2062-child-and-pupil.xml", Family.CHECKUP),
        ("school-check.csv", Family.SCHOOL),
    ],
)
def test_a_file_is_known_by_what_is_in_it_and_not_by_its_name(
    tmp_path: Path, name: str, family: Family
) -> None:
    disguised = tmp_path / "letter.doc"
    disguised.write_bytes((DATA / name).read_bytes())

    assert recognise(disguised) is family


@pytest.mark.parametrize("prolog", [BILLION_LAUGHS, EXTERNAL])
def test_a_document_type_is_refused_outside(tmp_path: Path, prolog: str) -> None:
    path = tmp_path / "claims.xml"
    path.write_text(prolog + claims.envelope(claims.visit()).replace("99001", "&g;&x;", 1))

    with pytest.raises(FileRefused):
        everything(path)


@pytest.mark.parametrize("prolog", [BILLION_LAUGHS, EXTERNAL])
def test_a_document_type_inside_a_part_refuses_its_episode(tmp_path: Path, prolog: str) -> None:
    part = claims.packed(prolog + claims.summary())
    path = claims.a_file(tmp_path, claims.hoso(("XML1", part)), claims.visit(MA_LK="2"))
    before = monotonic()
    items = everything(path)

    assert len(items) == 2  # one line of the report, one visit
    assert monotonic() - before < 5


def test_a_workbook_that_unpacks_without_end_is_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    before = monotonic()

    with pytest.raises(FileRefused, match="far more than it should"):
        recognise(path)
    assert monotonic() - before < 5


def test_sizes_in_the_zip_directory_are_not_believed(tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    lying = memory.getvalue().replace(
        (30_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    )
    path = tmp_path / "liar.xlsx"
    path.write_bytes(lying)

    with pytest.raises(FileRefused):
        recognise(path)


def test_a_workbook_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="far more than it should"):
        workbook.refuse_bombs(
            DATA / "niis-like-children.xlsx", workbook.Limits(unpacked_bytes=1000)
        )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old .xls"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1")
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"PK\x03\x04 not really a zip", "damaged"),
        (b"a,b,c\n1,2,3\n", "no columns we know"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"<html><body>x</body></html>", "html"),
        (b"<CHI_TIEU_TRANG_THAI_KCB/>", "check-in"),
        (b"<GIAMDINHHS><THONGTIN", "cut off"),
    ],
)
def test_every_other_file_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)

    with pytest.raises(FileRefused, match=said):
        everything(path)

"""Nothing of HIV care or of an induced abortion is in the database, sealed or not.

Each text of a claim file speaks of it in turn. After the import the marker is looked for
in every row of every table, opened where it is sealed, and in the file itself.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.config import Config
from portal.interop.models import HeldRow, ImportRun
from portal.interop.runs.engine import import_file
from portal.kernel.db import Base, database, session
from portal.people.kinds import Sensitivity
from portal.visits.kept_apart import names_register, sensitivity_of_code
from tests import cast
from tests.interop import claims

MARK = "Zzmarker"
WORDS = f"{MARK} anti-HIV1/2 âm tính"
VISITS = {
    "reason": claims.visit(LY_DO_VV=WORDS),
    "reason to stay": claims.visit(LY_DO_VNT=WORDS),
    "admission": claims.visit(CHAN_DOAN_VAO=WORDS),
    "diagnosis": claims.visit(CHAN_DOAN_RV=WORDS),
    "treatment": claims.visit(PP_DIEU_TRI=WORDS),
    "advice": claims.visit(GHI_CHU=WORDS),
    "unknown element": claims.visit(TRUONG_LA=WORDS),
    "screening": claims.visit(MA_BENH_KT="Z11.4", LY_DO_VV=MARK),
    "contact": claims.visit(MA_BENH_CHINH="Z20.6", LY_DO_VV=MARK),
    "counselling": claims.visit(MA_BENH_CHINH="Z71.7", LY_DO_VV=MARK),
    "abortion": claims.visit(CHAN_DOAN_RV=f"{MARK} phá thai theo yêu cầu"),
    "medicine": claims.visit(
        {"XML2": [{"TEN_THUOC": f"{MARK} Lamivudin 300mg/Tenofovir 300mg", "MA_NHOM": "4"}]}
    ),
    "instruction": claims.visit(
        {"XML2": [{"TEN_THUOC": "Thuốc", "MA_NHOM": "4", "CACH_DUNG": f"{MARK} cùng ARV"}]}
    ),
    "procedure": claims.visit(
        {"XML3": [{"TEN_DICH_VU": f"{MARK} hút thai", "MA_NHOM": "8", "MA_DICH_VU": "1"}]}
    ),
    "value of a test": claims.visit(
        {"XML4": [{"TEN_CHI_SO": "Huyết thanh", "GIA_TRI": WORDS, "MA_DICH_VU": "1"}]}
    ),
    "conclusion": claims.visit(
        {"XML4": [{"TEN_CHI_SO": "Huyết thanh", "GIA_TRI": "1", "KET_LUAN": WORDS}]}
    ),
    "note": claims.visit({"XML5": [{"DIEN_BIEN_LS": WORDS}]}),
    "letter": claims.visit({"XML7": [{"GHI_CHU": WORDS}]}),
    "summary": claims.visit({"XML8": [{"TOMTAT_KQ": WORDS}]}),
}


def stored() -> Iterator[str]:
    """Yield every value of every table as text, sealed ones opened."""
    with database().engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                yield f"{table.name}: {tuple(row)!r}"


@pytest.mark.parametrize("known", [True, False], ids=["known", "held"])
def test_no_text_of_a_register_is_stored(app: Flask, tmp_path: Path, known: bool) -> None:
    """Whether the person is known, or their rows wait for them."""
    if known:
        cast.lan()
        session.commit()
    for name, visit in VISITS.items():
        import_file(claims.a_file(tmp_path, visit))
        found = [line for line in stored() if MARK in line]
        assert not found, f"{name} stored in {[line.split(':')[0] for line in found]}"
    with database().engine.connect() as connection:
        dropped = connection.execute(sa.select(sa.func.sum(ImportRun.rows_dropped))).scalar_one()
        held = connection.execute(sa.select(sa.func.count()).select_from(HeldRow)).scalar_one()
    assert dropped >= len(VISITS) - 3, "notes and letters are only emptied"
    assert held == 0 if known else held > 0


@pytest.mark.parametrize(
    "text",
    [
        "HIV", "anti-HIV", "HIV1/2 Ab/Ag", "xn_hiv nhanh", "AIDS", "điều trị ARV", "SIDA",
        "Hội chứng suy giảm miễn dịch mắc phải", "Phá thai nội khoa", "pha thai", "Nạo thai",
        "hút thai 6 tuần", "Đình chỉ thai nghén", "Mifepristone 200mg",
    ],
)  # fmt: skip
def test_a_register_is_known_by_its_words(text: str) -> None:
    assert names_register(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hút thai lưu", "hút thai trứng", "Có thai 12 tuần", "Hives", "Khám thai", "Thai lưu",
        "Suy giảm miễn dịch", "Sidamo", "Thai chết lưu 20 tuần",
    ],
)  # fmt: skip
def test_other_words_are_kept(text: str) -> None:
    assert not names_register(text)


def test_a_remark_of_a_population_list_is_searched_too(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số định danh,Ghi chú\n"
        f"H1,Hà Thị Lan,02/04/1995,Nữ,999195000123,{MARK} điều trị ARV\n",
        encoding="utf-8",
    )

    assert import_file(path).tally.new == 1
    assert not [line for line in stored() if MARK in line]


@pytest.mark.parametrize("code", ["O80", "Z34.0", "Z30.0", "Z32.1", "Z39.2"])
def test_a_pregnancy_is_kept_from_a_representative(code: str) -> None:
    assert sensitivity_of_code(code) is Sensitivity.REPRODUCTIVE


def test_a_newborns_visit_is_not() -> None:
    assert sensitivity_of_code("Z38.0") is Sensitivity.NONE


def test_the_database_file_holds_no_number_and_no_phone_in_the_clear(
    app: Flask, tmp_path: Path, config: Config
) -> None:
    cast.lan()
    session.commit()
    import_file(
        claims.a_file(
            tmp_path,
            claims.visit(),
            claims.visit(MA_LK="2", SO_CCCD="999195000987", DIEN_THOAI="0900000777"),
        )
    )

    marks = ("999195000123", "900000123", "999195000987", "900000777")
    lines = list(raw())
    assert lines
    for line in lines:
        assert not [mark for mark in marks if mark in line], line.split(":")[0]
    for path in config.instance.glob("portal.sqlite*"):
        content = path.read_bytes()
        assert not [mark for mark in marks if mark.encode() in content], path.name


def raw() -> Iterator[str]:
    """Yield every stored value as the database has it."""
    with database().engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"'):  # noqa: S608
                yield f"{table.name}: {tuple(row)!r}"

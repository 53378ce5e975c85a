"""Immunisation exports: two sheets, one wide sheet, a CSV, and the citizen book's JSON."""

import json
from datetime import date, time
from pathlib import Path

import pytest

from portal.immunisation.vaccines import recognise
from portal.interop.problems import FileRefused
from portal.interop.registry.layout import dose_column
from portal.interop.values.dose import DoseStatus, DoseValue, Funding, SubjectValue
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex, TieKind
from tests.interop.reading import DATA, everything, only, refused

LONG = "Mã đối tượng,Họ và tên,Ngày sinh,Giới tính,Tên vắc xin,Mũi thứ,Ngày tiêm,Trạng thái"


def doses(path: Path) -> list[DoseValue]:
    return only(DoseValue, everything(path))


def test_two_sheets_give_subjects_and_doses() -> None:
    items = everything(DATA / "niis-like-children.xlsx")

    assert len(only(SubjectValue, items)) == 3
    assert len(only(DoseValue, items)) == 14
    assert not refused(items)


def test_the_export_date_in_the_title_rows_is_kept() -> None:
    dose = doses(DATA / "niis-like-children.xlsx")[0]

    assert dose.exported_on == date(2026, 11, 22)


def test_a_row_not_yet_given_is_a_plan_and_no_dose() -> None:
    planned = [d for d in doses(DATA / "niis-like-children.xlsx") if d.status is DoseStatus.PLANNED]

    assert len(planned) == 1
    assert planned[0].given_on is None


def test_a_combined_vaccine_lists_its_antigens() -> None:
    five = next(d for d in doses(DATA / "niis-like-children.xlsx") if "DPT" in d.vaccine)

    assert five.antigens == ("Bạch hầu", "Ho gà", "Uốn ván", "Viêm gan B", "Hib")
    assert five.funding is Funding.PROGRAMME


def test_the_citizen_books_json_turns_its_sex_codes_round() -> None:
    items = everything(DATA / "niis-api-like.json")
    [subject] = only(SubjectValue, items)

    assert subject.match.sex is Sex.MALE  # the registry's 0; claim files write 1
    assert subject.relatives[0].kind is TieKind.MOTHER


def test_the_citizen_books_moment_has_its_hour_first() -> None:
    first = doses(DATA / "niis-api-like.json")[0]

    assert first.given_on == PartialDate(date(2024, 2, 10))
    assert first.given_at == time(15, 40)
    assert first.within_24_hours


@pytest.mark.parametrize(
    ("header", "vaccine", "number"),
    [
        ("VGB SS", "hepb_birth", None),
        ("BCG", "bcg", None),
        ("5in1 mũi 1", "dpt_hepb_hib", 1),
        ("bOPV 2", "bopv", 2),
    ],
)
def test_headers_of_wide_sheets_name_a_dose(header: str, vaccine: str, number: int | None) -> None:
    column = dose_column(header)

    assert column is not None
    found = recognise(column.vaccine)
    assert found is not None
    assert (found.code, column.number) == (vaccine, number)


def test_a_wide_sheet_gives_one_dose_per_day_written(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(
        "Mã đối tượng,Họ tên trẻ,Ngày sinh,Giới,BCG,VGB SS,5in1 mũi 1,5in1 mũi 2\n"
        "999990120260001,Trương Hà Vy,20/02/2026,Nữ,20/02/2026,x,24/04/2026,32/05/2026\n",
        encoding="utf-8",
    )
    items = everything(path)

    assert [(d.given_on, d.dose_number) for d in only(DoseValue, items)] == [
        (PartialDate(date(2026, 2, 20)), None),
        (PartialDate(date(2026, 4, 24)), 1),
    ]
    assert [p.column for p in refused(items)] == ["VGB SS", "5in1 mũi 2"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1,Vy,20/02/2026,Nữ,,1,24/04/2026,Đã tiêm", "Tên vắc xin"),
        ("1,Vy,20/02/2026,Nữ,BCG,1,,Đã tiêm", "Ngày tiêm"),
        ("1,Vy,20/02/2026,Nữ,BCG,1,24/04/2030,Đã tiêm", "Ngày tiêm"),
    ],
)
def test_a_dose_without_vaccine_or_day_is_a_line_of_the_report(
    tmp_path: Path, line: str, column: str
) -> None:
    path = tmp_path / "doses.csv"
    path.write_text(f"{LONG}\n{line}\n", encoding="utf-8")

    assert [p.column for p in refused(everything(path))] == [column]


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "[]", '{"doi_tuong": [', '{"resourceType": "Bundle"}']
)
def test_other_json_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileRefused):
        everything(path)


def test_an_object_of_the_wrong_shape_is_a_line_of_the_report(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    content = {"doi_tuong": [{"ho_ten": ["Vy"]}, 7, {"ho_ten": "Vy", "ngay_sinh": "1/1/2025"}]}
    path.write_text(json.dumps(content), encoding="utf-8")
    items = everything(path)

    assert len(only(SubjectValue, items)) == 1
    assert [(p.row, p.column) for p in refused(items)] == [(1, "ho_ten")]

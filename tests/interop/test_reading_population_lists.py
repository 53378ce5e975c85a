"""Population lists the way spreadsheets and people hand them over."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # published without types

from portal.interop.problems import FileRefused
from portal.interop.values.person import PersonRow, Residence
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem, Relation, Sex, TieKind
from tests.interop.reading import DATA, everything, only, refused, warned

HEADER = "Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số định danh/CCCD,Quan hệ với chủ hộ,Số điện thoại"


def persons(path: Path) -> list[PersonRow]:
    return only(PersonRow, everything(path))


def a_list(folder: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "list.csv"
    path.write_bytes("\r\n".join((header, *lines)).encode(encoding))
    return path


def one(folder: Path, line: str, header: str = HEADER) -> PersonRow:
    [row] = persons(a_list(folder, line, header=header))
    return row


def test_a_clean_list_gives_eight_persons_in_three_households() -> None:
    rows = persons(DATA / "population-list.csv")

    assert len(rows) == 8
    assert {row.household_code for row in rows} == {"GD-0001", "GD-0002", "GD-0003"}
    assert rows[3].birth == PartialDate.of_year(1941)
    assert rows[7].relation is Relation.GRANDCHILD
    assert rows[7].relation_text == "Cháu ngoại"
    assert rows[7].residence is Residence.TEMPORARY


def test_a_damaged_list_loses_only_what_cannot_be_known() -> None:
    items = everything(DATA / "population-list-messy.csv")

    assert len(only(PersonRow, items)) == 8
    assert [(p.row, p.column) for p in refused(items)] == [(4, "Số định danh/CCCD")]


def test_a_household_code_written_once_is_carried_down() -> None:
    rows = persons(DATA / "population-list-messy.csv")

    assert [row.household_code for row in rows][:3] == ["GD-0001"] * 3


def test_text_is_composed_whatever_the_keyboard_sent() -> None:
    rows = persons(DATA / "population-list-messy.csv")

    assert all(row.full_name == unicodedata.normalize("NFC", row.full_name) for row in rows)


def test_the_total_row_is_nobody(tmp_path: Path) -> None:
    path = a_list(tmp_path, "H1,Hà Thị Lan,1995,Nữ,,,", ",Tổng cộng: 1 nhân khẩu,,,,,")

    assert len(persons(path)) == 1
    assert not refused(everything(path))


def test_a_header_printed_again_on_the_next_page_is_nobody(tmp_path: Path) -> None:
    assert len(persons(a_list(tmp_path, "H1,Hà Thị Lan,1995,Nữ,,,", HEADER))) == 1


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2/4/1995", date(1995, 4, 2)),
        ("02-04-1995", date(1995, 4, 2)),
        ("1995-04-02", date(1995, 4, 2)),
        ("02.04.1995", date(1995, 4, 2)),
        ("34791", date(1995, 4, 2)),
    ],
)
def test_days_are_read_in_every_usual_spelling(tmp_path: Path, written: str, day: date) -> None:
    assert one(tmp_path, f"H1,Hà Thị Lan,{written},Nữ,,,").birth == PartialDate(day)


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("1941", PartialDate.of_year(1941)),
        ("4/1995", PartialDate.of_month(1995, 4)),
        ("00/00/1950", PartialDate.of_year(1950)),
    ],
)
def test_a_day_is_kept_as_exactly_as_it_is_known(
    tmp_path: Path, written: str, birth: PartialDate
) -> None:
    assert one(tmp_path, f"H1,Hà Thị Lan,{written},Nữ,,,").birth == birth


@pytest.mark.parametrize("written", ["15/13/2016", "30/02/2000", "hôm qua", "5/11/25", "1/1/2030"])
def test_a_day_that_cannot_be_refuses_its_row(tmp_path: Path, written: str) -> None:
    items = everything(a_list(tmp_path, f"H1,Hà Thị Lan,{written},Nữ,,,"))

    assert [p.column for p in refused(items)] == ["Ngày sinh"]


@pytest.mark.parametrize("written", ["9,99094E+11", "9.99094E+11", "9,99E+11", "38095000123"])
def test_a_number_a_spreadsheet_shortened_is_refused_not_guessed(
    tmp_path: Path, written: str
) -> None:
    items = everything(a_list(tmp_path, f'H1,Hà Thị Lan,1995,Nữ,"{written}",,'))

    assert [p.column for p in refused(items)] == ["Số định danh/CCCD"]


@pytest.mark.parametrize(
    ("written", "system"),
    [
        ("999195000123", IdentifierSystem.PERSONAL_ID),
        ("999 195 000 123", IdentifierSystem.PERSONAL_ID),
        ("'999195000123", IdentifierSystem.PERSONAL_ID),
        ("123456789", IdentifierSystem.OLD_ID_CARD),
        ("C1234567", IdentifierSystem.PASSPORT),
    ],
)
def test_identity_numbers_are_told_apart_by_shape(
    tmp_path: Path, written: str, system: IdentifierSystem
) -> None:
    [number] = one(tmp_path, f"H1,Hà Thị Lan,1995,Nữ,{written},,").identifiers

    assert number.system is system


@pytest.mark.parametrize(
    ("written", "stored", "repaired"),
    [
        ("0912000345", "+84912000345", False),
        ("+84 912 000 345", "+84912000345", False),
        ("912000345", "+84912000345", True),
        ("01692000345", "+84392000345", True),
        ("02438250000", "+842438250000", False),
    ],
)
def test_phone_numbers_are_repaired_only_when_one_reading_exists(
    tmp_path: Path, written: str, stored: str, repaired: bool
) -> None:
    [phone] = one(tmp_path, f"H1,Hà Thị Lan,1995,Nữ,,,{written}").phones

    assert (phone.number, phone.repaired) == (stored, repaired)


def test_a_wrong_phone_number_warns_and_keeps_the_person(tmp_path: Path) -> None:
    items = everything(a_list(tmp_path, "H1,Hà Thị Lan,1995,Nữ,999195000123,,113"))

    assert len(only(PersonRow, items)) == 1
    assert [p.column for p in warned(items)] == ["Số điện thoại"]


@pytest.mark.parametrize(
    ("written", "sex"),
    [("Nam", Sex.MALE), ("nữ", Sex.FEMALE), ("M", Sex.MALE), ("F", Sex.FEMALE), ("1", Sex.MALE),
     ("2", Sex.FEMALE), ("", Sex.UNKNOWN)],
)  # fmt: skip
def test_sex_is_read_in_words_and_codes(tmp_path: Path, written: str, sex: Sex) -> None:
    assert one(tmp_path, f"H1,Hà Thị Lan,1995,{written},,,").sex is sex


def test_two_crossed_columns_say_the_sex(tmp_path: Path) -> None:
    header = "Mã hộ,Họ và tên,Năm sinh,Nam,Nữ"

    assert one(tmp_path, "H1,Hà Thị Lan,1995,,x", header).sex is Sex.FEMALE
    assert one(tmp_path, "H1,Lò Văn Hùng,1980,x,", header).sex is Sex.MALE


def test_a_header_in_two_rows_is_one_header(tmp_path: Path) -> None:
    path = a_list(
        tmp_path, ",,,Nam,Nữ", "H1,Hà Thị Lan,1995,,x", header="Mã hộ,Họ và tên,Năm sinh,Giới tính,"
    )

    assert [row.sex for row in persons(path)] == [Sex.FEMALE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_character_set_and_delimiter_is_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    line = "H1,Hà Thị Lan,1995,Nữ,999195000123,Chủ hộ,0912000345"
    path = a_list(
        tmp_path,
        line.replace(",", delimiter),
        header=HEADER.replace(",", delimiter),
        encoding=encoding,
    )

    assert [row.full_name for row in persons(path)] == ["Hà Thị Lan"]


def test_windows_1258_is_read(tmp_path: Path) -> None:
    lines = [f"H{n},Nguyễn Thị Hương,1995,Nữ,,Chủ hộ,0912000345" for n in range(30)]
    text = "\r\n".join((HEADER, *lines))
    path = tmp_path / "list.csv"
    path.write_bytes(_windows_1258(text))

    assert {row.full_name for row in persons(path)} == {"Nguyễn Thị Hương"}


def _windows_1258(text: str) -> bytes:
    """Write tones as that character set does: as marks after the vowel."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
        out += base.encode("cp1258") + "".join(p for p in parts if p in tones).encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Hä vµ tªn;NguyÔn V¨n B¶y;TrÇn ThÞ H¹nh;®Þa chØ;qu¶n lý;tØnh", "TCVN3"),
        ("Hoï vaø teân;Nguyeãn Vaên Baûy;Traàn Thò Haïnh;ñòa chæ;quaûn lyù;nôi ôû", "VNI"),
    ],
)
def test_old_fonts_are_recognised_and_refused_by_name(tmp_path: Path, text: str, font: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join([text] * 4), encoding="utf-8")

    with pytest.raises(FileRefused, match=font):
        everything(path)


def test_invisible_characters_are_cleaned_away(tmp_path: Path) -> None:
    row = one(tmp_path, "H1,\u200bHà\u00a0 Thị\u200b  Lan\ufeff,1995,Nữ,,,")

    assert row.full_name == "Hà Thị Lan"


def test_relatives_and_the_representative_come_from_the_list(tmp_path: Path) -> None:
    header = HEADER + ",Họ tên mẹ,Số định danh mẹ,Họ tên cha,Người đại diện"
    row = one(
        tmp_path,
        "H1,Trương Hà Vy,20/02/2026,Nữ,,Con,,Hà Thị Lan,999195000123,Trương Đức,Mẹ",
        header,
    )

    assert [(r.kind, r.represents) for r in row.relatives] == [
        (TieKind.MOTHER, True),
        (TieKind.FATHER, False),
    ]
    assert row.relatives[0].personal_id == "999195000123"


def test_without_the_representative_column_nobody_represents(tmp_path: Path) -> None:
    row = one(tmp_path, "H1,Trương Hà Vy,20/02/2026,Nữ,,Con,,Hà Thị Lan", HEADER + ",Họ tên mẹ")

    assert [r.represents for r in row.relatives] == [False]


def test_a_workbook_gives_true_days_and_whole_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["DANH SÁCH NHÂN KHẨU"])
        sheet.write_row(2, 0, HEADER.split(","))
        sheet.write_row(3, 0, ["H1", "Hà Thị Lan"])
        sheet.write_datetime(3, 2, date(1995, 4, 2), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_row(3, 3, ["Nữ", 999195000123, "Chủ hộ", 912000345])
        sheet.write_row(4, 0, ["", "Phạm Thị Mến", 1958, "Nữ"])

    lan, men = persons(path)

    assert lan.row == 4
    assert lan.birth == PartialDate(date(1995, 4, 2))
    assert lan.personal_id == "999195000123"
    assert lan.phones[0].number == "+84912000345"
    assert (men.household_code, men.birth) == ("H1", PartialDate.of_year(1958))

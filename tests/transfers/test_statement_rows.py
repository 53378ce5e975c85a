"""What a row of a statement says, in the ways of several banks; and what cannot be read."""

from datetime import date, datetime, timedelta

import pytest

from portal.kernel import crypto
from portal.kernel.clock import VIETNAM
from portal.kernel.sheets.refusal import FileRefused
from portal.transfers import statement_files, statement_rows
from portal.transfers.amounts import counted_amount, written_amount
from portal.transfers.statement_rows import CameIn, RowRefused, given_reference
from tests.transfers import sheets

TODAY = date(2026, 11, 24)


def read(content: bytes) -> tuple[list[CameIn], list[RowRefused]]:
    good, bad = statement_rows.rows(statement_files.read(content), TODAY)
    return list(good), list(bad)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000", 5_000),
        ("5.000", 5_000),
        ("5,000", 5_000),
        ("5,000.00", 5_000),
        ("5.000,00", 5_000),
        ("1.005.000", 1_005_000),
        ("+5000", 5_000),
        ("+5,000 VND", 5_000),
        ("5 000 đ", 5_000),
        ("-5,000", -5_000),
        ("0", 0),
        ("5,50", None),
        ("5.0000", None),
        ("1.00.000", None),
        ("5,000.50", None),
        ("năm nghìn", None),
        ("٥٠٠٠", None),
        ("9" * 12, None),
        ("", None),
    ],
    ids=str,
)
def test_an_amount_is_read_as_banks_write_it(text: str, amount: int | None) -> None:
    assert written_amount(text) == amount


@pytest.mark.parametrize("figures", ["9" * 14, "9" * 5_000, "0" * 5_000], ids=["14", "long", "0"])
def test_a_number_without_an_end_is_no_amount(figures: str) -> None:
    assert written_amount(figures) is None
    assert written_amount(f"-{figures},00") is None


@pytest.mark.parametrize(
    ("number", "amount"),
    [(5000.0, 5_000), (5000, 5_000), (0.5, None), (float("nan"), None), (1e300, None)],
    ids=str,
)
def test_a_number_of_a_workbook_is_whole(number: float, amount: int | None) -> None:
    assert counted_amount(number) == amount


@pytest.mark.parametrize(
    "day",
    ["5/11/2026 07:30:15", "05/11/2026 7:30:15", "2026-11-05 07:30:15", "07:30:15 05-11-2026"],
)
def test_a_moment_is_a_vietnamese_wall_clock(day: str) -> None:
    good, bad = read(sheets.csv((day, "FT1", "", "5.000", "HSSK")))

    assert bad == []
    assert good[0].came_at == datetime(2026, 11, 5, 7, 30, 15, tzinfo=VIETNAM)


def test_money_out_and_lines_of_balance_are_left_aside() -> None:
    good, bad = read(
        sheets.csv(
            ("", "", "", "", "Số dư đầu kỳ 100.000"),
            ("5/11/2026", "FT1", "20.000", "", "trả lương"),
            ("5/11/2026", "FT2", "0", "5.000", "ha thi lan"),
            ("Tổng cộng", "", "20.000", "5.000", ""),
        )
    )

    assert [(row.row, row.amount, row.content) for row in good] == [(6, 5_000, "ha thi lan")]
    assert bad == []


def test_a_column_with_a_sign_is_read_too() -> None:
    header = ("Transaction date", "Amount (VND)", "Description")
    good, bad = read(
        sheets.csv(
            ("05/11/2026", '"+5,000.00"', "one"),
            ("06/11/2026", '"-7,000.00"', "two"),
            header=header,
            mark=",",
        )
    )

    assert [(row.amount, row.reference) for row in good] == [(5_000, None)]
    assert bad == []


def test_a_workbook_and_headers_in_two_languages_are_read() -> None:
    header = ("Ngày giao dịch/ Transaction date", "Ghi có/ Credit", "Nội dung", "Số CT/ Doc no")
    good, bad = read(
        sheets.workbook(
            (datetime(2026, 11, 5, 7, 30, tzinfo=VIETNAM), 5000, "HSSK", " ft 1 "), header=header
        )
    )

    assert bad == []
    assert good[0].came_at == datetime(2026, 11, 5, 7, 30, tzinfo=VIETNAM)
    assert (good[0].amount, good[0].reference) == (5_000, "FT1")


def test_bad_rows_are_told_by_their_number() -> None:
    good, bad = read(
        sheets.csv(
            ("31/02/2026", "FT1", "", "5.000", "a"),
            ("05/11/2026", "FT2", "", "5,50", "b"),
            ("", "FT3", "", "5.000", "c"),
            ("05/11/2031", "FT4", "", "5.000", "d"),
            ("05/11/2026", "FT5", "", "5.000", "e"),
        )
    )

    assert [row.row for row in good] == [8]
    assert [each.row for each in bad] == [4, 5, 6, 7]


def test_rows_with_one_reference_are_one_where_they_say_the_same() -> None:
    good, bad = read(
        sheets.csv(
            ("05/11/2026", "FT5", "", "5.000", "e"),
            ("05/11/2026", "FT5", "", "5.000", "e"),
            ("06/11/2026", "FT5", "", "6.000", "f"),
        )
    )

    assert bad == []
    assert [row.reference for row in good] == ["FT5", "FT5", "FT5"]
    one, same, other = (row.own_reference for row in good)
    assert one == same != other


def test_a_reference_beside_the_same_one_still_says_what_the_bank_gave() -> None:
    (row,), _ = read(sheets.csv(("05/11/2026", "ft 5#a", "", "5.000", "e")))

    assert row.reference_beside not in (None, row.reference)
    assert given_reference(row.reference_beside or "") == given_reference("FT5#A") == "FT5#A"


def test_who_has_no_key_tries_out_no_texts_by_the_names_of_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = sheets.csv(("05/11/2026", "FT5", "", "5.000", "ha thi lan"))
    (row,), _ = read(content)
    here = (row.own_reference, row.reference_beside)
    another = crypto.KeyRing({1: b"another key of another place...."})
    monkeypatch.setattr(crypto, "ring", lambda: another)

    (row,), _ = read(content)

    assert row.own_reference != here[0]
    assert row.reference_beside != here[1]


def test_rows_without_a_reference_are_told_apart_the_same_way_each_time() -> None:
    same = ("05/11/2026", "", "", "5.000", "nop phi")
    once, _ = read(sheets.csv(same, same))
    day = datetime(2026, 11, 5, tzinfo=VIETNAM)
    same_again = (day, "", "", 5000, "nop phi")
    other = (day - timedelta(days=1), "", "", 1000, "x")
    again, _ = read(sheets.workbook(other, same_again, same_again))

    references = [row.own_reference for row in once]
    assert len(set(references)) == 2
    assert [row.own_reference for row in again][1:] == references


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 broken",
        "họ tên;ngày sinh\r\nLan;1/1/2000".encode(),
        b"\x00\x01\x02\x00" * 50,
    ],
    ids=["empty", "pdf", "broken", "a list of people", "bytes"],
)
def test_what_is_no_statement_is_refused_whole(content: bytes) -> None:
    with pytest.raises(FileRefused):
        statement_files.read(content)


def test_a_workbook_that_wants_all_memory_is_refused() -> None:
    with pytest.raises(FileRefused):
        statement_files.read(sheets.far_corner())

"""A dose text becomes a table only when it is one already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.dosing import DayPart, day_table

M, N, A, E = DayPart


@pytest.mark.parametrize(
    ("text", "cells", "unit"),
    [
        (
            "Sáng: 3 viên, Chiều: 2 viên, Tối: 1 viên [6 viên/ngày]",
            {M: "3", A: "2", E: "1"},
            "viên",
        ),
        ("Sáng: 3 viên, Chiều: 2 viên, Tối: 1 viên", {M: "3", A: "2", E: "1"}, "viên"),
        ("Sáng uống 1 viên", {M: "1"}, "viên"),
        ("Sáng 1 viên, tối 1 viên", {M: "1", E: "1"}, "viên"),
        ("sáng 1 viên; chiều 1 viên.", {M: "1", A: "1"}, "viên"),
        ("Uống sáng 1 viên, tối 1 viên", {M: "1", E: "1"}, "viên"),
        ("Sáng 1 gói - Trưa 1 gói - Tối 1 gói", {M: "1", N: "1", E: "1"}, "gói"),
        ("Buổi sáng uống 1/2 viên và buổi tối uống 1/2 viên", {M: "1/2", E: "1/2"}, "viên"),
        ("Sáng: 0,5 viên, Tối: 0,5 viên [1 viên/ngày]", {M: "0,5", E: "0,5"}, "viên"),
        ("SÁNG 5 ML, CHIỀU 5ML", {M: "5", A: "5"}, "ml"),
    ],
)
def test_an_explicit_table_is_shown_as_a_table(
    text: str, cells: dict[DayPart, str], unit: str
) -> None:
    table = day_table(text)
    assert table is not None
    assert table.unit == unit
    assert {cell.part: cell.amount for cell in table.cells} == cells
    assert {part: table.amount_at(part) for part in DayPart if table.amount_at(part)} == cells


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "1 viên/lần * 2 lần/ngày * 30 ngày [2 viên/ngày]",
        "[1 viên/ngày]",
        "Uống sau ăn sáng và tối",
        "Ngày uống 3 lần, mỗi lần 1 gói khi sốt > 38,5 °C",
        "Ngày tiêm 2 lần, mỗi lần 0.5 lọ",
        "Sáng 1 viên, tối 1 gói",
        "Sáng 1 viên, sáng 2 viên",
        "Sáng 1 viên, khi đau uống thêm 1 viên",
        "Sáng: 3 viên, Chiều: 2 viên [6 viên/ngày]",
        "Sáng 1-2 viên",
        "Sáng 1 viên x 5 ngày",
        "12g * 1 thang * 5 ngày",
        "Tối trước ngủ 1 viên",
    ],
)
def test_everything_else_is_left_as_text(text: str | None) -> None:
    assert day_table(text) is None


def test_the_instruction_serves_when_the_dose_text_is_no_table() -> None:
    table = day_table("[2 viên/ngày]", "Sáng 1 viên, tối 1 viên")
    assert table is not None
    assert table.amount_at(DayPart.EVENING) == "1"


WORDS = [
    "Sáng",
    "trưa",
    "chiều",
    "Tối",
    "uống",
    "1",
    "1/2",
    "0,5",
    "viên",
    "gói",
    ",",
    ";",
    " ",
    ":",
]


@given(st.lists(st.sampled_from([*WORDS, "[2 viên/ngày]", "1/0", "*"]), max_size=12))
def test_any_text_is_a_table_or_stays_text(parts: list[str]) -> None:
    table = day_table(" ".join(parts))
    assert table is None or all(cell.amount for cell in table.cells)

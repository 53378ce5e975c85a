"""Part C of form QĐ 831 as it is printed."""

from datetime import date

from portal.immunisation.doses import GivenDose
from portal.immunisation.form_grid import FormRow, form_grid
from portal.kernel.partial_date import PartialDate
from tests.immunisation.courses import VY_BORN, a_dose, vys_doses


def filled(rows: tuple[FormRow, ...]) -> dict[str, date]:
    return {row.label.vi: row.dose.given_on.day for row in rows if row.dose is not None}


def test_the_tables_have_the_rows_of_the_form() -> None:
    grid = form_grid([], VY_BORN)
    assert [row.label.vi for row in grid.basic] == [
        "BCG",
        "VGB sơ sinh",
        "DPT-VGB-Hib 1",
        "DPT-VGB-Hib 2",
        "DPT-VGB-Hib 3",
        "Bại liệt 1",
        "Bại liệt 2",
        "Bại liệt 3",
        "Sởi 1",
        "Sởi 2",
        "DPT4",
        "VNNB B1",
        "VNNB B2",
        "VNNB B3",
    ]
    assert len(grid.extra) == 13
    assert [row.label.vi for row in grid.tetanus] == ["UV1", "UV2", "UV3", "UV4", "UV5"]


def test_vys_doses_fill_their_rows_and_rotavirus_is_listed_below() -> None:
    grid = form_grid(vys_doses(), VY_BORN)
    assert filled(grid.basic) == {
        "BCG": date(2026, 2, 20),
        "VGB sơ sinh": date(2026, 2, 20),
        "DPT-VGB-Hib 1": date(2026, 4, 24),
        "DPT-VGB-Hib 2": date(2026, 5, 25),
        "DPT-VGB-Hib 3": date(2026, 6, 22),
        "Bại liệt 1": date(2026, 4, 24),
        "Bại liệt 2": date(2026, 5, 25),
        "Bại liệt 3": date(2026, 6, 22),
    }
    assert [dose.name for dose in grid.others] == ["Rota", "Rota"]


def test_a_combination_fills_a_row_of_each_of_its_vaccines() -> None:
    grid = form_grid([a_dose("mmr", date(2027, 2, 20))], VY_BORN)
    assert filled(grid.basic) == {"Sởi 1": date(2027, 2, 20)}
    assert filled(grid.extra) == {"Quai bị 1": date(2027, 2, 20)}


def test_the_booster_row_waits_for_the_booster_however_few_doses_came_before() -> None:
    grid = form_grid(
        [a_dose("dpt_hepb_hib", date(2026, 4, 24)), a_dose("dpt", date(2027, 9, 1))], VY_BORN
    )
    assert set(filled(grid.basic)) == {"DPT-VGB-Hib 1", "DPT4"}


def test_hepatitis_b_in_the_first_weeks_is_the_birth_dose() -> None:
    grid = form_grid([a_dose("hepb", date(2026, 2, 22)), a_dose("hepb", date(2026, 9, 1))], VY_BORN)
    assert filled(grid.basic) == {"VGB sơ sinh": date(2026, 2, 22)}
    assert len(grid.others) == 1


def test_td_at_seven_is_not_a_dose_of_pregnancy() -> None:
    child = form_grid([a_dose("td", date(2033, 3, 1))], VY_BORN)
    assert filled(child.tetanus) == {}
    assert len(child.others) == 1
    woman = form_grid([a_dose("td", date(2025, 3, 1))], PartialDate.of_year(1998))
    assert filled(woman.tetanus) == {"UV1": date(2025, 3, 1)}


def test_no_dose_is_lost_and_a_repeated_line_is_printed_once() -> None:
    many = [a_dose("influenza", date(2020 + year, 10, 1)) for year in range(5)]
    unknown = GivenDose(name="?", vaccine=None, given_on=PartialDate.of_year(2026))
    grid = form_grid([*many, many[0], unknown], PartialDate.of_year(2010))
    assert len(filled(grid.extra)) + len(grid.others) == 6

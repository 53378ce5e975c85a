"""Whom a row is about: by numbers that agree with the birth, never by name."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.interop.models import HeldRow
from portal.interop.runs.engine import import_file
from portal.interop.runs.found import births_agree
from portal.kernel.db import database
from portal.kernel.partial_date import PartialDate
from portal.people.models import FamilyTie, Person
from portal.visits.models import Encounter
from tests.interop import claims

HEADER = (
    "Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã thẻ BHYT,Họ tên mẹ,Số định danh mẹ,"
    "Họ tên cha,Người đại diện\n"
)
FAMILY = (
    "H1,Trương Hà Vy,20/02/2026,Nữ,999326000208,TE1990000000208,Hà Thị Lan,999195000123,"
    "Trương Văn Đức,Mẹ\n"
    "H1,Hà Thị Lan,02/04/1995,Nữ,999195000123,GD4990000000123,Phạm Thị Mến,,,Mẹ\n"
    "H1,Trương Văn Đức,1992,Nam,999092000341,,,,,\n"
    "H1,Lò Thị Em,01/01/2015,Nữ,999315000001,,Bà Ngoài Xã,,,Mẹ\n"
)


@pytest.fixture
def family(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + FAMILY, encoding="utf-8")
    import_file(path)


def seen_by(folder: Path, **values: str) -> str | None:
    """Import one visit; return whose it became, None when it waits."""
    import_file(claims.a_file(folder, claims.visit(**values)))
    with database().engine.connect() as connection:
        return connection.scalar(
            sa.select(Person.full_name).join(Encounter, Encounter.person_id == Person.id)
        )


def reason_held() -> str | None:
    with database().engine.connect() as connection:
        return connection.scalar(sa.select(HeldRow.reason))


def test_a_personal_id_with_the_same_birth_is_the_person(family: None, tmp_path: Path) -> None:
    assert seen_by(tmp_path) == "Hà Thị Lan"


def test_the_right_number_under_another_spelling_of_the_name_is_the_person(
    family: None, tmp_path: Path
) -> None:
    assert seen_by(tmp_path, HO_TEN="ha thi  lan") == "Hà Thị Lan"


def test_a_year_agrees_with_a_day_in_it(family: None, tmp_path: Path) -> None:
    assert seen_by(tmp_path, NGAY_SINH="199500000000") == "Hà Thị Lan"


def test_a_personal_id_with_another_birth_waits(family: None, tmp_path: Path) -> None:
    assert seen_by(tmp_path, NGAY_SINH="199404020000") is None
    assert "birth date differs" in (reason_held() or "")


def test_a_name_and_birth_without_a_number_wait(family: None, tmp_path: Path) -> None:
    assert seen_by(tmp_path, SO_CCCD="") is None


def test_a_known_card_finds_its_person_when_birth_and_sex_agree(
    family: None, tmp_path: Path
) -> None:
    card = {"SO_CCCD": "", "MA_THE_BHYT": "GD4990000000123"}

    assert seen_by(tmp_path, **card) == "Hà Thị Lan"


def test_a_known_card_in_the_hand_of_the_other_sex_waits(family: None, tmp_path: Path) -> None:
    card = {"SO_CCCD": "", "MA_THE_BHYT": "GD4990000000123", "GIOI_TINH": "1"}

    assert seen_by(tmp_path, **card) is None


def test_a_newborn_under_the_mothers_name_is_never_the_mother(family: None, tmp_path: Path) -> None:
    baby = {"SO_CCCD": "", "NGAY_SINH": "202611010310", "MA_THE_BHYT": "GD4990000000123"}

    assert seen_by(tmp_path, **baby) is None
    assert "newborn" in (reason_held() or "")


def test_even_with_the_mothers_number_a_newborn_is_not_the_mother(
    family: None, tmp_path: Path
) -> None:
    assert seen_by(tmp_path, NGAY_SINH="202611010310") is None


def test_the_stations_list_makes_the_mother_a_childs_representative(family: None) -> None:
    with database().engine.connect() as connection:
        ties = connection.execute(
            sa.select(FamilyTie.represents, FamilyTie.relative_id, Person.full_name)
            .join(Person, Person.id == FamilyTie.person_id)
            .order_by(Person.full_name, FamilyTie.kind)
        ).all()
    by_child = {(row.full_name, row.represents, row.relative_id is not None) for row in ties}

    assert ("Trương Hà Vy", True, True) in by_child  # her mother stands further down the list
    assert ("Trương Hà Vy", False, True) in by_child  # her father, found by name at home


def test_a_list_makes_no_representative_of_an_adult_or_by_a_stranger(family: None) -> None:
    with database().engine.connect() as connection:
        represented = connection.scalars(
            sa.select(Person.full_name)
            .join(FamilyTie, FamilyTie.person_id == Person.id)
            .where(FamilyTie.represents)
        ).all()

    assert represented == ["Trương Hà Vy"]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("1955", "1955-06-03", True),
        ("1955-01-01", "1955", True),
        ("1955", "1956-01-01", False),
        ("1955-06", "1955-06-30", True),
        ("1955-06", "1955-07-01", False),
        ("1955-06-03", "1955-06-03", True),
        ("1955-06-03", "1955-06-04", False),
    ],
)
def test_births_agree_as_far_as_they_are_known(one: str, other: str, agree: bool) -> None:
    assert births_agree(_birth(one), _birth(other)) is agree


def _birth(text: str) -> PartialDate:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return PartialDate.of_year(parts[0])
    if len(parts) == 2:
        return PartialDate.of_month(parts[0], parts[1])
    return PartialDate(date(*parts))

"""A number typed at the counter brings nobody to a record until the commune's list agrees."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.interop.runs.engine import import_file
from portal.kernel.db import database, session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Source
from portal.people.models import Identifier, Person
from tests import cast

HEADER = "Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số định danh\n"


@pytest.fixture
def typed(app: Flask) -> None:
    """Let the counter have typed two numbers, one of a child without a name."""
    born = PartialDate(date(2026, 2, 20))
    cast.a_person("Lò Thị Hai", born=born, personal_id="999326000001", with_account=False)
    cast.a_person("Con bà Hà Thị Lan", born=born, personal_id="999326000002", with_account=False)
    session.execute(sa.update(Identifier).values(source=Source.STATION))
    session.commit()


def listed(folder: Path, *rows: str) -> None:
    path = folder / "list.csv"
    path.write_text(HEADER + "".join(f"H1,{row}\n" for row in rows), encoding="utf-8")
    import_file(path)


def stored() -> dict[str, str]:
    with database().engine.connect() as connection:
        rows = connection.execute(
            sa.select(Person.full_name, Identifier.source).join(
                Identifier, Identifier.person_id == Person.id
            )
        )
        return {row.full_name: row.source for row in rows}


@pytest.mark.parametrize(
    "row",
    ["Lò Văn Khác,20/02/2026,Nữ,999326000001", "Lò Thị Hai,21/03/2025,Nữ,999326000001"],
    ids=["another name", "another birth"],
)
def test_either_a_name_or_a_birth_that_differs_is_refused(
    typed: None, tmp_path: Path, row: str
) -> None:
    listed(tmp_path, row)

    assert stored()["Lò Thị Hai"] is Source.STATION
    assert "Lò Văn Khác" not in stored()


def test_the_list_confirms_a_number_and_then_corrects_a_name(typed: None, tmp_path: Path) -> None:
    listed(tmp_path, "Lò Thị Hai,20/02/2026,Nữ,999326000001")
    assert stored()["Lò Thị Hai"] is Source.POPULATION_LIST

    listed(tmp_path, "Lò Thị Hài,20/02/2026,Nữ,999326000001")
    assert "Lò Thị Hài" in stored()


def test_the_list_names_a_newborn(typed: None, tmp_path: Path) -> None:
    listed(tmp_path, "Trương Hà Vy,20/02/2026,Nữ,999326000002")

    assert stored()["Trương Hà Vy"] is Source.POPULATION_LIST

"""Doses are read and written many at a time, and each stays what its own row says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter  # type: ignore[import-untyped]  # published without types
from flask import Flask

from portal.immunisation.models import Dose
from portal.interop.models import HeldRow
from portal.interop.recognise import Family
from portal.interop.runs.batch import Batch
from portal.interop.runs.engine import import_file
from portal.interop.sources import FEEDS, Feed
from portal.kernel.db import database
from portal.people.models import Person
from tests.interop.test_importing_files import count, told

LIST = "Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số định danh\n"
EXPORT = "Họ và tên,Ngày sinh,Giới tính,Số định danh/CCCD,Tên vắc xin,Ngày tiêm,Trạng thái,Số lô\n"
AN = "Lò Thị An,12/03/2024,Nữ,999324000001"
NAMESAKE = "Lò Thị An,12/03/2024,Nữ,999324000002"
BCG = "BCG,13/03/2024,Đã tiêm"


def a_file(folder: Path, *rows: str, header: str = EXPORT) -> Path:
    path = folder / "file.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def children(app: Flask, tmp_path: Path) -> None:
    """Two children of one name and one birth, told apart by their numbers alone."""
    import_file(a_file(tmp_path, f"H1,{AN}", f"H2,{NAMESAKE}", header=LIST))


@pytest.fixture(params=[1, 5000], ids=["row by row", "at once"])
def batches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the registry's rows be written one a batch, or all in one."""
    feed = FEEDS[Family.REGISTRY]
    sized = Feed(feed.values, feed.write, feed.source, request.param)
    monkeypatch.setitem(FEEDS, Family.REGISTRY, sized)


def lots() -> list[tuple[str, str | None]]:
    """Return the lot of each dose in force, with the household order of its child."""
    with database().engine.connect() as connection:
        found = connection.execute(
            sa.select(Person.full_name, Dose.lot)
            .join(Person, Person.id == Dose.person_id)
            .where(Dose.replaced_at.is_(None))
            .order_by(Dose.lot)
        )
        return [(row.full_name, row.lot) for row in found]


def test_children_who_share_a_name_keep_their_own_doses(children: None, tmp_path: Path) -> None:
    import_file(
        a_file(tmp_path, f"{AN},{BCG},L1", f"{NAMESAKE},{BCG},L2", f"{AN},bOPV,1/5/2024,,L3")
    )
    with database().engine.connect() as connection:
        owners = dict(connection.execute(sa.select(Dose.lot, Dose.person_id)).all())

    assert owners["L1"] == owners["L3"] != owners["L2"]


def test_of_two_rows_about_one_dose_the_first_counts_each_time(
    children: None, batches: None, tmp_path: Path
) -> None:
    path = a_file(tmp_path, f"{AN},{BCG},L1", f"{AN},{BCG},L2")
    once, again = told(import_file(path)), told(import_file(path))

    assert (once[:3], again[:3]) == ((1, 0, 1), (0, 0, 2))
    assert [lot for _, lot in lots()] == ["L1"]
    assert count(Dose) == 1


def test_a_bad_row_leaves_its_child_the_other_doses(
    children: None, batches: None, tmp_path: Path
) -> None:
    outcome = import_file(
        a_file(
            tmp_path, f"{AN},{BCG},L1", f"{AN},bOPV,31/02/2024,Đã tiêm,L2", f"{AN},IPV,1/8/2024,,L3"
        )
    )

    assert told(outcome) == (2, 0, 0, 0, 1, 0)
    assert [(p.row, p.column) for p in outcome.problems] == [(3, "Ngày tiêm")]


def test_rows_that_wait_are_kept_once_and_placed_when_the_child_is_known(
    app: Flask, batches: None, tmp_path: Path
) -> None:
    outcome = import_file(
        a_file(tmp_path, f"{AN},{BCG},L1", f"{AN},{BCG},L2", f"{AN},IPV,1/8/2024,,L3")
    )
    waiting = count(HeldRow, HeldRow.placed_at.is_(None))
    listed = import_file(a_file(tmp_path, f"H1,{AN}", header=LIST))

    assert (told(outcome)[3], waiting, listed.placed) == (3, 2, 2)
    assert [lot for _, lot in lots()] == ["L2", "L3"]
    assert count(HeldRow, HeldRow.payload.is_not(None)) == 0


def test_a_table_in_the_middle_of_a_sheet_is_read_as_it_is_seen(
    children: None, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate((EXPORT, f"{AN},{BCG},L1", f"{AN},IPV,31/02/2024,Đã tiêm,L2")):
            sheet.write_row(6 + at, 3, line.strip().split(","))
    outcome = import_file(path)

    assert told(outcome)[:5] == (1, 0, 0, 0, 1)
    assert [p.row for p in outcome.problems] == [9]


def test_a_batch_may_take_longer_than_a_page(
    children: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed: list[str] = []
    feed = FEEDS[Family.REGISTRY]

    def write(batch: Batch, values: Sequence[Any]) -> None:
        if batch.connection.dialect.name == "postgresql":
            shown = batch.connection.exec_driver_sql("SHOW statement_timeout")
            allowed.append(shown.scalar_one())
        feed.write(batch, values)

    monkeypatch.setitem(FEEDS, Family.REGISTRY, Feed(feed.values, write, feed.source, 5000))
    import_file(a_file(tmp_path, f"{AN},{BCG},L1"))

    assert allowed == ([] if database().is_sqlite else ["10min"])
    assert count(Dose) == 1

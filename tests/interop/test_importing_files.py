"""Files into the database: counted, resumable, and twice the same as once."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditLine
from portal.immunisation.models import Dose, PlannedDose
from portal.interop.demo import population_file, records_file
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import lan_and_men
from portal.interop.exchange831 import write as exchange
from portal.interop.models import HeldRow, ImportProblem, ImportRun, ImportState
from portal.interop.recognise import Family
from portal.interop.runs.batch import Batch
from portal.interop.runs.engine import Outcome, import_file
from portal.interop.sources import FEEDS, Feed
from portal.kernel.db import Base, database
from portal.measurements.models import Measurement
from portal.people.kinds import Source
from portal.people.models import Administrative, FamilyTie, Identifier, Membership, Person, Phone
from portal.people.places import Household, Village
from portal.record.models import HistoryAnswer
from portal.visits.models import Diagnosis, Encounter, LabResult, Medicine
from tests.interop import claims
from tests.interop.reading import DATA

SAMPLES = (
    "population-list.csv",
    "claims-4210-two-visits.xml",
    "claims-130-4750-two-visits.xml",
    "claims-130-inline-variant.xml",
    "niis-like-children.xlsx",
    "niis-api-like.json",
    "ksk-1551-2062-child-and-pupil.xml",
    "school-check.csv",
)
TABLES: Sequence[type[Base]] = (
    Person, Identifier, Phone, FamilyTie, Administrative, Membership, Household, Village, Dose,
    PlannedDose, Encounter, Diagnosis, Medicine, LabResult, Measurement, HistoryAnswer, HeldRow,
    AuditLine,
)  # fmt: skip


def count(table: type[Base], *conditions: Any) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*conditions)
    with database().engine.connect() as connection:
        return connection.execute(query).scalar_one()


def counts() -> dict[str, int]:
    return {table.__tablename__: count(table) for table in TABLES}


def told(outcome: Outcome) -> tuple[int, int, int, int, int, int]:
    """Return new, changed, same, held, refused, dropped."""
    tally = outcome.tally
    return tally.new, tally.changed, tally.same, tally.held, tally.refused, tally.dropped


def load(*names: str) -> list[Outcome]:
    return [import_file(DATA / name) for name in names]


@pytest.fixture
def people(app: Flask) -> None:
    """The eight people of the clean population list."""
    load("population-list.csv")


def test_every_sample_gives_the_expected_counts(app: Flask) -> None:
    assert {name: told(outcome) for name, outcome in zip(SAMPLES, load(*SAMPLES), strict=True)} == {
        "population-list.csv": (8, 0, 0, 0, 0, 0),
        "claims-4210-two-visits.xml": (1, 0, 0, 1, 0, 0),
        "claims-130-4750-two-visits.xml": (1, 0, 0, 1, 0, 0),
        "claims-130-inline-variant.xml": (0, 0, 0, 1, 0, 0),
        "niis-like-children.xlsx": (9, 1, 0, 7, 0, 0),
        "niis-api-like.json": (0, 1, 3, 0, 0, 0),
        "ksk-1551-2062-child-and-pupil.xml": (2, 0, 0, 0, 0, 0),
        "school-check.csv": (1, 0, 0, 1, 0, 0),
    }


def test_the_same_files_twice_change_nothing(app: Flask) -> None:
    load(*SAMPLES)
    once = counts()
    again = load(*SAMPLES)

    assert counts() == once
    assert all((told(outcome)[0], told(outcome)[1]) == (0, 0) for outcome in again[:5])


def test_the_messy_list_adds_nobody_and_refuses_one_row(people: None) -> None:
    [outcome] = load("population-list-messy.csv")

    assert told(outcome)[0] == 0
    assert [(p.row, p.column) for p in outcome.problems if p.weight == "refused"] == [
        (4, "Số định danh/CCCD")
    ]
    assert count(Person) == 8


def test_a_list_makes_villages_households_and_memberships(people: None) -> None:
    assert (count(Village), count(Household), count(Membership)) == (3, 3, 8)


def test_names_in_capitals_are_stored_readably(people: None) -> None:
    with database().engine.connect() as connection:
        names = set(connection.scalars(sa.select(Person.full_name)))

    assert "Trần Thị Mẫu Số Hai" in names


def test_rows_about_unknown_people_wait_sealed_and_are_placed_later(app: Flask) -> None:
    load("claims-4210-two-visits.xml", "niis-like-children.xlsx")
    held_before = count(HeldRow, HeldRow.placed_at.is_(None))
    [outcome] = load("population-list.csv")

    assert held_before == 18  # two of the nineteen rows are the same dose
    assert outcome.placed == 11
    assert count(HeldRow, HeldRow.placed_at.is_(None)) == 7
    assert count(HeldRow, HeldRow.placed_at.is_not(None), HeldRow.payload.is_not(None)) == 0
    assert (count(Encounter), count(Dose)) == (1, 8)


def test_what_waits_cannot_be_read_in_the_database(app: Flask) -> None:
    load("claims-4210-two-visits.xml")
    with database().engine.connect() as connection:
        stored = connection.execute(sa.text("SELECT payload FROM held_row")).scalars().all()

    assert stored
    assert not any("NGUYỄN".encode() in bytes(payload) for payload in stored)


def test_a_resent_visit_that_differs_replaces_all_of_the_one_before(
    people: None, tmp_path: Path
) -> None:
    who = {"SO_CCCD": "999094000011", "NGAY_SINH": "199403120000", "GIOI_TINH": "1"}
    drugs = [{"TEN_THUOC": "Thuốc A", "STT": "1", "MA_NHOM": "4"},
             {"TEN_THUOC": "Thuốc B", "STT": "2", "MA_NHOM": "4"}]  # fmt: skip
    import_file(claims.a_file(tmp_path, claims.visit({"XML2": drugs}, CAN_NANG="60", **who)))
    again = import_file(
        claims.a_file(tmp_path, claims.visit({"XML2": drugs[:1]}, CAN_NANG="61", **who))
    )

    assert told(again)[:3] == (0, 1, 0)
    assert (count(Encounter), count(Encounter, Encounter.replaced_at.is_(None))) == (2, 1)
    current = sa.select(Encounter.id).where(Encounter.replaced_at.is_(None))
    assert count(Medicine, Medicine.encounter_id.in_(current)) == 1
    assert count(Measurement, Measurement.replaced_at.is_(None)) == 1


def test_invented_weights_are_stored_with_their_mark(people: None, tmp_path: Path) -> None:
    baby = {"SO_CCCD": "999224000006", "NGAY_SINH": "202402100000", "GIOI_TINH": "1",
            "NGAY_VAO": "202404120800", "NGAY_RA": "202404120830", "CAN_NANG": "3.5"}  # fmt: skip
    import_file(claims.a_file(tmp_path, claims.visit(**baby)))

    assert count(Measurement, Measurement.questionable) == 1


def test_rows_never_stored_leave_no_trace_but_a_count(people: None, tmp_path: Path) -> None:
    who = {"SO_CCCD": "999094000011", "NGAY_SINH": "199403120000"}
    outcome = import_file(
        claims.a_file(tmp_path, claims.visit(MA_BENH_CHINH="B20", CHAN_DOAN_RV="HIV", **who))
    )

    assert told(outcome) == (0, 0, 0, 0, 0, 1)
    assert outcome.problems == []
    assert (
        count(Encounter) == count(HeldRow) == count(ImportProblem, ImportProblem.row > 0) - 1 == 0
    )


def test_each_person_gets_a_line_in_the_log(people: None) -> None:
    assert count(AuditLine, AuditLine.person_id.is_not(None)) == 8


def test_the_report_is_kept_line_by_line(app: Flask) -> None:
    [outcome] = load("population-list-messy.csv")

    assert count(ImportProblem, ImportProblem.run_id == outcome.run_id) == len(outcome.problems) > 0
    assert count(ImportRun, ImportRun.rows_refused == 1, ImportRun.rows_new == 7) == 1


def test_the_day_of_an_export_is_kept_with_its_run(app: Flask) -> None:
    load("niis-like-children.xlsx")

    assert count(ImportRun, ImportRun.exported_on == date(2026, 11, 22)) == 1


def test_a_run_that_was_killed_goes_on_where_it_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = FEEDS[Family.POPULATION]
    small = Feed(feed.values, _stop_at_the_third_batch(feed), feed.source, 3)
    monkeypatch.setitem(FEEDS, Family.POPULATION, small)
    with pytest.raises(KeyboardInterrupt):
        load("population-list.csv")
    half = count(Person)
    monkeypatch.setitem(FEEDS, Family.POPULATION, Feed(feed.values, feed.write, feed.source, 3))
    [outcome] = load("population-list.csv")

    assert 0 < half < 8
    assert outcome.resumed_at == 6
    assert count(Person) == 8
    assert count(ImportRun, ImportRun.state == ImportState.FINISHED, ImportRun.rows_new == 8) == 1


def _stop_at_the_third_batch(feed: Feed) -> Any:
    batches: list[int] = []

    def write(batch: Batch, values: Sequence[Any]) -> None:
        batches.append(len(values))
        feed.write(batch, values)
        if len(batches) == 3:
            raise KeyboardInterrupt

    return write


def test_a_clash_refuses_its_row_and_nothing_else(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Mã hộ,Họ và tên,Năm sinh,Số định danh,Mã thẻ BHYT\n"
        "H1,Hà Thị Lan,1995,999195000123,GD4990000000123\n"
        "H1,Trương Văn Đức,1992,999092000341,GD4990000000123\n"
        "H1,Phạm Thị Mến,1958,999158000067,\n",
        encoding="utf-8",
    )
    outcome = import_file(path)

    assert told(outcome)[0] == 2
    assert [p.row for p in outcome.problems if p.weight == "refused"] == [3]
    assert count(Person) == 2


def test_a_number_that_belongs_to_somebody_else_refuses_the_row(
    people: None, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Mã hộ,Họ và tên,Năm sinh,Số định danh\nH9,Hờ A Sùng,1970,999094000011\n", encoding="utf-8"
    )

    assert told(import_file(path))[4] == 1


def test_a_baby_gets_its_number_later_without_becoming_two(people: None, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số định danh,Xã\n"
        "GD-0002,Vàng Thị Thử,05/11/2025,Nữ,999325000777,Giả Định\n",
        encoding="utf-8",
    )
    import_file(path)

    assert count(Person) == 8
    assert count(Identifier, Identifier.system == "personal_id") == 8


def test_an_older_paper_fills_gaps_without_making_the_list_old(app: Flask, tmp_path: Path) -> None:
    days = Calendar(date(2026, 11, 24))
    home = lan_and_men(days)
    population_file.write(tmp_path / "list.csv", [home], days.today)
    exchange.write(tmp_path / "paper.xml", records_file.collaborators([home], days))
    import_file(tmp_path / "list.csv")
    import_file(tmp_path / "paper.xml")
    with database().engine.connect() as connection:
        men = connection.execute(
            sa.select(Administrative.blood_abo, Administrative.source, Administrative.recorded_on)
            .join(Person, Person.id == Administrative.person_id)
            .where(Person.full_name == "Phạm Thị Mến", Administrative.replaced_at.is_(None))
        ).one()

    assert (men.blood_abo, men.source) == ("O", Source.POPULATION_LIST)
    assert men.recorded_on == date(2026, 11, 24)

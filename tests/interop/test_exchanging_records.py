"""The QĐ 831 message: what is written is what is read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from portal.interop.demo import records_file
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import lan_and_men
from portal.interop.exchange831.write import write
from portal.interop.problems import NeverStored
from portal.interop.values.health_record import Answered, AnswerValue, HealthRecordValue
from tests.interop.reading import TODAY, everything, only, refused

DAYS = Calendar(TODAY)


def written(folder: Path, record: HealthRecordValue) -> Path:
    path = folder / "record.xml"
    write(path, [record])
    return path


def men() -> HealthRecordValue:
    records = records_file.collaborators([lan_and_men(DAYS)], DAYS)
    return next(r for r in records if r.person.full_name == "Phạm Thị Mến")


def vy() -> HealthRecordValue:
    records = records_file.station([lan_and_men(DAYS)], DAYS)
    return next(r for r in records if r.person.full_name == "Trương Hà Vy")


def read(path: Path) -> HealthRecordValue:
    [record] = only(HealthRecordValue, everything(path))
    return record


def test_the_answers_of_part_b_come_back_as_they_were_given(tmp_path: Path) -> None:
    before = men()
    after = read(written(tmp_path, before))

    assert set(after.answers) == set(before.answers)
    assert (after.blood_abo, after.blood_rh) == ("O", "+")
    assert after.recorded_on == date(2023, 9, 15)
    assert after.recorded_by == "Cộng tác viên Thôn Suối Bạc"


def test_a_question_not_asked_is_not_a_no(tmp_path: Path) -> None:
    after = read(written(tmp_path, men()))
    items = {answer.item for answer in after.answers}

    assert "disability_hearing" not in items
    assert "drug_use_status" not in items


def test_a_habit_given_up_is_neither_yes_nor_no(tmp_path: Path) -> None:
    stopped = AnswerValue(item="smoking_status", state=Answered.YES, choice="former")
    after = read(written(tmp_path, replace(men(), answers=(stopped,))))

    assert after.answers == (stopped,)


def test_visits_with_growth_come_back(tmp_path: Path) -> None:
    before = vy()
    after = read(written(tmp_path, before))

    assert [v.key for v in after.visits] == [v.key for v in before.visits]
    assert [v.vital_signs[0].height for v in after.visits] == [
        v.vital_signs[0].height for v in before.visits
    ]
    assert after.visits[0].examinations == {"exam_development": "Phù hợp với tuổi"}
    assert {a.item: a.number for a in after.answers}["birth_weight_g"] == Decimal(3100)


def test_every_tag_is_present_even_when_empty(tmp_path: Path) -> None:
    root = etree.parse(str(written(tmp_path, vy()))).getroot()

    for tag in (
        "VNEID",
        "EMAIL",
        "TIENSU_PHAUTHUAT",
        "SUCKHOE_SINHSAN",
        "VANDEKHAC",
        "DSKHUYETTAT",
    ):
        assert root.find(f".//{tag}") is not None


def test_a_number_of_abortions_is_counted_and_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, men())
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("<SUCKHOE_SINHSAN>", "<SUCKHOE_SINHSAN><SOLAN_PHATHAI>1</SOLAN_PHATHAI>"),
        encoding="utf-8",
    )
    items = everything(path)

    assert len(only(NeverStored, items)) == 1
    assert "induced_abortions_total" not in {a.item for a in read(path).answers}


def test_a_wrong_dose_is_a_line_of_the_report_and_the_record_stays(tmp_path: Path) -> None:
    path = written(tmp_path, vy())
    dose = "<THONGTINMUITIEM><TENVACXIN>BCG</TENVACXIN><TRANGTHAI>1</TRANGTHAI></THONGTINMUITIEM>"
    text = path.read_text(encoding="utf-8").replace(
        "<DSTIEMCHUNG/>", f"<DSTIEMCHUNG>{dose}</DSTIEMCHUNG>"
    )
    path.write_text(text, encoding="utf-8")
    items = everything(path)

    assert [p.column for p in refused(items)] == ["NGAYTIEM"]
    assert len(only(HealthRecordValue, items)) == 1

"""Health checks of QĐ 1551/2062, and school lists."""

from decimal import Decimal
from pathlib import Path

from portal.interop.values.dose import DoseValue
from portal.interop.values.encounter import EncounterValue
from tests.interop.reading import DATA, everything, only, refused, visits, warned

KSK = DATA / "ksk-1551-2062-child-and-pupil.xml"


def test_a_child_and_a_pupil_are_read_from_the_message() -> None:
    child, pupil = visits(KSK)

    assert (child.vital_signs[0].height, child.vital_signs[0].weight) == (
        Decimal("86.5"),
        Decimal("11.2"),
    )
    assert [d.code for d in pupil.diagnoses] == ["H52.1", "K02.9"]
    assert pupil.vital_signs[0].systolic == 95
    assert pupil.labs[0].name == "Huyết sắc tố"


def test_acuity_stays_in_words() -> None:
    pupil = visits(KSK)[1]

    assert pupil.examinations["va_right_uncorrected"] == "6/10"


def test_vaccination_flags_never_make_a_dose() -> None:
    assert not only(DoseValue, everything(KSK))


def test_measurements_an_exporter_invents_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "ksk.xml"
    text = KSK.read_text(encoding="utf-8")
    path.write_text(
        text.replace("<CHIEU_CAO>132<", "<CHIEU_CAO>165<").replace("34,5", "60.0"), encoding="utf-8"
    )

    assert visits(path)[1].vital_signs[0].doubtful
    assert not visits(path)[0].vital_signs[0].doubtful


def test_a_unit_written_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "ksk.xml"
    text = KSK.read_text(encoding="utf-8").replace(">128<", ">4.1 mmol/L<")
    path.write_text(text.replace(">g/L<", ">mmol/L<"), encoding="utf-8")

    lab = visits(path)[1].labs[0]
    assert (lab.raw, lab.number, lab.unit) == ("4.1 mmol/L", Decimal("4.1"), "mmol/L")


def test_an_absent_pupil_creates_nothing() -> None:
    items = everything(DATA / "school-check.csv")

    assert len(only(EncounterValue, items)) == 2
    assert [p.row for p in warned(items)] == [4]
    assert not refused(items)


def test_a_pupil_without_birth_or_number_can_still_be_held() -> None:
    second = visits(DATA / "school-check.csv")[1]

    assert second.patient.birth is None
    assert second.patient.personal_id == ""


def test_a_class_of_health_is_roman_however_it_was_written() -> None:
    first, second = visits(DATA / "school-check.csv")

    assert first.final_diagnosis.endswith("Phân loại sức khỏe: III")
    assert second.final_diagnosis.endswith("Phân loại sức khỏe: II")

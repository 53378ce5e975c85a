"""What one visit says: the words of the file, in the order families read."""

import re
from datetime import date, timedelta

from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.people.kinds import Sensitivity
from portal.visits.kinds import DiagnosisRole, ResultKind
from tests import cast
from tests.client import InspectingClient
from tests.visits.builders import (
    MORNING,
    a_diagnosis,
    a_facility,
    a_letter,
    a_medicine,
    a_note,
    a_result,
    a_visit,
    an_appointment,
    glucose,
    tablets,
)


def words_of(page: str) -> str:
    """Return the text of a page as it is read aloud."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


def read(visitor: InspectingClient, member: cast.Member, visit: object) -> str:
    """Open a visit and return its words."""
    session.commit()
    page = cast.sign_in(visitor, member).get(f"/visits/{visit}")
    assert page.status_code == 200
    return words_of(page.text)


def test_advice_is_split_into_sentences_word_for_word(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    visit = a_visit(men, advice="Uống thuốc đều. Gặp BS. Quân.\n- Đi bộ 1.5 km. Ăn nhạt")
    an_appointment(men, visit, date(2026, 12, 10))
    session.commit()

    page = cast.sign_in(visitor, men).get(f"/visits/{visit}").text

    for line in ("Uống thuốc đều.", "Gặp BS. Quân.", "Đi bộ 1.5 km.", "Ăn nhạt"):
        assert f"<li>{line}</li>" in page
    assert "<li><b>Khám lại: Thứ Năm 10/12/2026</b></li>" in page


def test_diagnoses_are_the_words_of_the_file_with_one_plain_line(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    visit = a_visit(men)
    a_diagnosis(visit, "I10", "Tăng huyết áp vô căn")
    a_diagnosis(visit, "Z99.8", "Ghi chú lạ", role=DiagnosisRole.SECONDARY, position=1)

    page = read(visitor, men, visit)

    assert "Bệnh chính · mã I10 Tăng huyết áp vô căn Áp lực máu trong mạch cao" in page
    assert "Bệnh kèm theo · mã Z99.8 Ghi chú lạ" in page


def test_what_is_missing_is_said_to_be_missing(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    visit = a_visit(men)
    a_medicine(visit, "Paracetamol")
    a_result(men, visit, "Siêu âm ổ bụng", None, kind=ResultKind.IMAGING)
    a_result(men, visit, "Ure", None, position=1)

    page = read(visitor, men, visit)

    assert "Chẩn đoán Chưa ghi nhận" in page
    assert "Cách dùng: chưa ghi nhận" in page
    assert "Kết luận: chưa ghi nhận" in page
    assert "Ure Chưa ghi nhận." in page


def test_a_table_of_the_day_hides_no_words(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    visit = a_visit(men)
    a_medicine(
        visit,
        "Amlodipin 5 mg",
        strength="5mg",
        dose_text="1 viên/lần, ngày 1 lần",
        instruction="Sáng 1 viên",
        **tablets(30),
    )

    page = read(visitor, men, visit)

    assert "Amlodipin 5 mg Sáng" in page.replace("Amlodipin 5 mg Amlodipin", "Amlodipin")
    assert "5 mg 5mg" not in page
    assert "1 viên/lần, ngày 1 lần. Sáng 1 viên. Đã cấp: 30 viên" in page


def test_a_stay_says_when_it_ended_and_medicine_how_long_it_lasts(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    stay = a_visit(men, care_class="03", ended_at=MORNING + timedelta(days=3))
    drugs = a_visit(men, care_class="05", ended_at=clock.now() + timedelta(days=20))
    past = a_visit(men, care_class="05", ended_at=MORNING + timedelta(days=1))

    assert "Nằm viện Ra viện 15/11/2026" in read(visitor, men, stay)
    assert "Thuốc đến 14/12/2026" in words_of(visitor.get(f"/visits/{drugs}").text)
    assert "13/11/2026" not in words_of(visitor.get(f"/visits/{past}").text)


def test_a_merged_facility_keeps_its_name_and_tells_its_successor(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    a_facility("99102", "Trạm Y tế phường Mới")
    a_facility("99101", "Trạm Y tế xã Cũ", merged_into="99102", merged_on=date(2026, 7, 1))
    visit = a_visit(men, clinician="Bác sĩ Lê Minh Quân")

    page = read(visitor, men, visit)

    assert "Bác sĩ Lê Minh Quân, Trạm Y tế xã Cũ (Nay thuộc Trạm Y tế phường Mới)" in page


def test_a_letter_keeps_its_lines(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    visit = a_visit(men)
    a_letter(visit, "Chẩn đoán: viêm phổi\nLời dặn: nghỉ 3 ngày")
    a_note(visit, "Tỉnh, tiếp xúc tốt")
    session.commit()

    page = cast.sign_in(visitor, men).get(f"/visits/{visit}").text

    assert "<p>Chẩn đoán: viêm phổi</p><p>Lời dặn: nghỉ 3 ngày</p>" in page
    assert "RV-7 · 12/11/2026" in page
    assert "Diễn biến 8:00 12/11/2026 Tỉnh, tiếp xúc tốt" in words_of(page)


def test_every_visit_says_when_to_call_115(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    plain, with_result = a_visit(men), a_visit(men)
    glucose(men, with_result, "7.8")

    assert "gọi 115 ngay" in read(visitor, men, plain)
    page = words_of(visitor.get(f"/visits/{with_result}").text)
    assert "chưa chắc là bệnh nặng. Bác sĩ xem cùng các lần khám trước. Khó thở" in page


def test_a_mother_sees_no_visit_with_a_restricted_diagnosis(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    visit = a_visit(minh, reason="Giấu kín")
    a_diagnosis(visit, "F32", "Giấu kín", sensitivity=Sensitivity.MENTAL)
    glucose(minh, visit, "7.8")
    session.commit()
    cast.sign_in(visitor, lan)

    assert visitor.get(f"/visits/{visit}").status_code == 404
    for page in ("visits", "results"):
        text = visitor.get(f"/people/{minh.person_id}/{page}").text
        assert str(visit) not in text
        assert "Giấu kín" not in text

"""Everything written down in one encounter, row by row."""

from uuid import UUID

from portal.interop.runs.writes import Writes
from portal.interop.values.encounter import EncounterValue, LabValue, LetterKind, LetterValue
from portal.visits import kinds, lab_tests
from portal.visits.form import ITEMS
from portal.visits.kept_apart import sensitivity_of_code
from portal.visits.models import (
    Appointment,
    CourseNote,
    Diagnosis,
    EncounterCost,
    EncounterDocument,
    ExaminationFinding,
    LabResult,
    Medicine,
    Procedure,
)

ORDER = (
    Diagnosis,
    Medicine,
    Procedure,
    LabResult,
    CourseNote,
    ExaminationFinding,
    Appointment,
    EncounterDocument,
    EncounterCost,
)
_DOCUMENTS = {
    LetterKind.DISCHARGE: kinds.DocumentKind.DISCHARGE_LETTER,
    LetterKind.SUMMARY: kinds.DocumentKind.CASE_SUMMARY,
    LetterKind.PREGNANCY_LEAVE: kinds.DocumentKind.SICK_LEAVE,
    LetterKind.SICK_LEAVE: kinds.DocumentKind.SICK_LEAVE,
    LetterKind.REFERRAL: kinds.DocumentKind.REFERRAL,
}
# The fields of a letter a reader understands, in the order of the paper.
_LETTER_LABELS = {
    "CHAN_DOAN_RV": "Chẩn đoán",
    "CHAN_DOAN": "Chẩn đoán",
    "PP_DIEUTRI": "Phương pháp điều trị",
    "PP_DIEU_TRI": "Phương pháp điều trị",
    "QT_BENHLY": "Quá trình bệnh lý",
    "TOMTAT_KQ": "Tóm tắt kết quả",
    "TINH_TRANG_RV": "Tình trạng ra viện",
    "TINH_TRANG_CT": "Tình trạng khi chuyển",
    "LYDO_CT": "Lý do chuyển",
    "HUONG_DIEU_TRI": "Hướng điều trị",
    "SO_NGAY_NGHI": "Số ngày nghỉ",
    "SO_NGAY": "Số ngày nghỉ",
    "TU_NGAY": "Từ ngày",
    "DEN_NGAY": "Đến ngày",
    "GHI_CHU": "Lời dặn",
    "TEN_BS": "Bác sĩ",
}


def add(writes: Writes, person_id: UUID, encounter_id: UUID, value: EncounterValue) -> None:
    """Add the parts of an encounter, in the order of its file."""
    _diagnoses(writes, encounter_id, value)
    _treatments(writes, encounter_id, value)
    _results(writes, person_id, encounter_id, value)
    _notes(writes, encounter_id, value)
    _papers(writes, person_id, encounter_id, value)


def _diagnoses(writes: Writes, encounter_id: UUID, value: EncounterValue) -> None:
    for at, found in enumerate(value.diagnoses):
        writes.add(
            Diagnosis,
            encounter_id=encounter_id,
            position=at,
            role=kinds.DiagnosisRole(found.role.value),
            icd10=found.code,
            name=found.name or None,
            sensitivity=sensitivity_of_code(found.code),
        )


def _treatments(writes: Writes, encounter_id: UUID, value: EncounterValue) -> None:
    for at, medicine in enumerate(value.medicines):
        writes.add(
            Medicine,
            encounter_id=encounter_id,
            position=at,
            name=medicine.name,
            strength=medicine.strength or None,
            unit=medicine.unit or None,
            form=medicine.form or None,
            route=medicine.route_code or None,
            dose_text=medicine.dose or None,
            instruction=medicine.instruction or None,
            quantity=medicine.quantity,
            ordered_at=medicine.ordered_at,
        )
    for at, procedure in enumerate(value.procedures):
        writes.add(
            Procedure,
            encounter_id=encounter_id,
            position=at,
            name=procedure.name,
            code=procedure.code or None,
            icd9=";".join(procedure.icd9_codes) or None,
            performed_at=procedure.performed_at,
        )


def _results(writes: Writes, person_id: UUID, encounter_id: UUID, value: EncounterValue) -> None:
    for at, lab in enumerate(value.labs):
        writes.add(
            LabResult,
            encounter_id=encounter_id,
            person_id=person_id,
            position=at,
            kind=kinds.ResultKind.LABORATORY,
            name=lab.name,
            service_code=lab.service_code or None,
            index_code=lab.code or None,
            test_code=_test_code(lab),
            value_text=lab.raw,
            value=lab.number,
            unit=lab.unit or None,
            description=lab.note or None,
            conclusion=lab.conclusion or None,
            resulted_at=lab.resulted_at,
        )
    for at, report in enumerate(value.reports, len(value.labs)):
        writes.add(
            LabResult,
            encounter_id=encounter_id,
            person_id=person_id,
            position=at,
            kind=kinds.ResultKind.IMAGING,
            name=report.name,
            service_code=report.service_code or None,
            index_code=None,
            test_code=None,
            value_text=None,
            value=None,
            unit=None,
            description=report.description or None,
            conclusion=report.conclusion or None,
            resulted_at=report.resulted_at,
        )


def _test_code(lab: LabValue) -> str | None:
    """Return the key of the reviewed table of tests, None where the name is not certain."""
    test = lab_tests.recognise(lab.name, lab.code)
    return test.code if test else None


def _notes(writes: Writes, encounter_id: UUID, value: EncounterValue) -> None:
    for at, note in enumerate(value.notes):
        writes.add(
            CourseNote,
            encounter_id=encounter_id,
            position=at,
            text=note.text,
            noted_at=note.noted_at,
            stage=note.stage or None,
            consultation=note.consultation or None,
            operation=note.operation or None,
        )
    for at, (item, finding) in enumerate(value.examinations.items()):
        writes.add(
            ExaminationFinding,
            encounter_id=encounter_id,
            position=at,
            item=item,
            finding=finding,
            sensitivity=ITEMS[item].sensitivity,
        )


def _papers(writes: Writes, person_id: UUID, encounter_id: UUID, value: EncounterValue) -> None:
    for at, appointment in enumerate(value.appointments):
        writes.add(
            Appointment,
            encounter_id=encounter_id,
            person_id=person_id,
            position=at,
            due_on=appointment.on,
            due_at=appointment.at,
            facility_code=value.key.facility_code,
        )
    for at, letter in enumerate(value.letters):
        writes.add(
            EncounterDocument,
            encounter_id=encounter_id,
            position=at,
            kind=_DOCUMENTS[letter.kind],
            number=letter.number or None,
            issued_on=letter.issued_on,
            text=_text(letter),
        )
    costs = value.costs
    if costs.total:
        writes.add(
            EncounterCost,
            encounter_id=encounter_id,
            total=costs.total,
            insurance_paid=costs.insurance,
            co_payment=costs.co_payment,
            self_paid=costs.self_paid,
            other_sources=costs.other,
        )


def _text(letter: LetterValue) -> str:
    lines = [
        f"{label}: {letter.fields[name]}"
        for name, label in _LETTER_LABELS.items()
        if letter.fields.get(name)
    ]
    return "\n".join(lines)

"""My is 15, and part of her record is hers alone: builders for attacks on it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Sensitivity, Source
from portal.people.models import Administrative
from portal.record.kinds import Answer
from portal.record.models import HistoryAnswer
from portal.visits.kinds import DiagnosisRole, DocumentKind, ResultKind
from portal.visits.models import (
    Appointment,
    CourseNote,
    Diagnosis,
    Encounter,
    EncounterDocument,
    ExaminationFinding,
    LabResult,
    Medicine,
    Procedure,
)
from tests import cast

MARK = "Giấu"  # part of every restricted text
RESTRICTED = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
OPEN = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
CLAIM: dict[str, Any] = {"source": Source.CLAIM_FILE, "recorded_on": date(2026, 11, 20)}


def my(mother: cast.Member) -> cast.Member:
    daughter = cast.a_person(
        "Trương Hà My", born=PartialDate(date(2011, 5, 1)), personal_id="999311000015"
    )
    cast.represents(mother, daughter)
    return daughter


def a_visit(person: cast.Member, at: datetime, words: str, sensitivity: Sensitivity) -> UUID:
    """Add a visit with one of each part; the caller commits."""
    visit = Encounter(
        id=uuid4(),
        person_id=person.person_id,
        facility_code="99001",
        external_id=f"{at:%Y%m%d}",
        content_hash=b"x",
        started_at=at,
        reason=f"{words} lý do",
        final_diagnosis=f"{words} kết luận",
        history=f"{words} bệnh sử",
        treatment=f"{words} điều trị",
        advice=f"{words} lời dặn",
        clinician=f"{words} bác sĩ",
        sensitivity=sensitivity,
        **CLAIM,
    )
    session.add(visit)
    session.flush()  # the parts point at it
    part: dict[str, Any] = {"encounter_id": visit.id, "position": 0}
    session.add_all(
        [
            Diagnosis(
                role=DiagnosisRole.MAIN, icd10="F32", name=f"{words} tên", **part,
                sensitivity=sensitivity,
            ),
            Medicine(name=f"{words} thuốc", **part),
            Procedure(name=f"{words} thủ thuật", **part),
            CourseNote(text=f"{words} diễn biến", **part),
            EncounterDocument(kind=DocumentKind.DISCHARGE_LETTER, text=f"{words} giấy", **part),
            Appointment(person_id=person.person_id, due_on=date(2026, 12, 1), **part),
            ExaminationFinding(item="exam_digestive", finding=f"{words} khám", **part),
            LabResult(
                person_id=person.person_id, kind=ResultKind.LABORATORY, name=f"{words} máu",
                value_text="19,3", unit="mmol/L", test_code="glucose_fasting", resulted_at=at,
                **part,
            ),
        ]
    )  # fmt: skip
    return visit.id


def measured(person: cast.Member, visit: UUID, at: datetime) -> None:
    figures = {
        MeasurementKind.WEIGHT: "61.7",
        MeasurementKind.HEIGHT: "173",
        MeasurementKind.GLUCOSE: "19.3",
        MeasurementKind.PRESSURE: "171",
    }
    session.add_all(
        Measurement(
            person_id=person.person_id,
            encounter_id=visit,
            kind=kind,
            value=Decimal(figure),
            second_value=Decimal(111) if kind is MeasurementKind.PRESSURE else None,
            taken_at=at,
            **CLAIM,
        )
        for kind, figure in figures.items()
    )


def private_facts(person: cast.Member) -> None:
    """Give a record answers and part A facts that are the person's alone."""
    items = ("disease_mental", "drug_use_status", "disease_other", "fam_mental")
    session.add_all(
        HistoryAnswer(
            person_id=person.person_id,
            item=item,
            answer=Answer.YES,
            detail=f"{MARK} {item}",
            sensitivity=Sensitivity.MENTAL,
            **CLAIM,
        )
        for item in items
    )
    session.add(
        Administrative(
            person_id=person.person_id,
            content_hash=b"x",
            ethnicity="Dao Giấu",
            religion="Đạo Giấu",
            **CLAIM,
        )
    )

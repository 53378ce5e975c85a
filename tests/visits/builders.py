"""Builders of visits and what is written down in them; the caller commits."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from portal.kernel.db import session
from portal.people.kinds import Source
from portal.people.places import Facility
from portal.visits.kinds import DiagnosisRole, DocumentKind, ResultKind
from portal.visits.models import (
    Appointment,
    CourseNote,
    Diagnosis,
    Encounter,
    EncounterDocument,
    LabResult,
    Medicine,
)
from tests.cast import Member

MORNING = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)  # 8:00 on Thursday 12/11/2026
STATION = "99101"
CLAIM: dict[str, Any] = {"source": Source.CLAIM_FILE, "recorded_on": date(2026, 11, 12)}


def a_facility(code: str = STATION, name: str = "Trạm Y tế xã Đồng Sen", **more: Any) -> None:
    session.add(Facility(code=code, name=name, name_folded=name.casefold(), **more))
    session.flush()  # a successor must be there before its predecessor


def a_visit(person: Member, *, at: datetime = MORNING, **more: Any) -> UUID:
    """Add a visit on the morning of 12/11/2026 at the station."""
    visit_id = uuid4()
    more.setdefault("facility_code", STATION)
    more.setdefault("external_id", str(visit_id))
    visit = Encounter(
        id=visit_id,
        person_id=person.person_id,
        content_hash=visit_id.bytes,
        started_at=at,
        **more,
        **CLAIM,
    )
    session.add(visit)
    session.flush()  # the parts point here
    return visit_id


def visits_on(person: Member, days: int, **more: Any) -> list[UUID]:
    """Add a visit on each of so many days, the newest first."""
    return [
        a_visit(person, at=MORNING - timedelta(days=day), reason=f"Lần {day + 1}", **more)
        for day in range(days)
    ]


def a_diagnosis(visit: UUID, icd10: str | None, name: str | None, **more: Any) -> None:
    more.setdefault("role", DiagnosisRole.MAIN)
    more.setdefault("position", 0)
    session.add(Diagnosis(encounter_id=visit, icd10=icd10, name=name, **more))


def a_medicine(visit: UUID, name: str, *, position: int = 0, **more: Any) -> None:
    session.add(Medicine(encounter_id=visit, position=position, name=name, **more))


def a_result(person: Member, visit: UUID, name: str, text: str | None, **more: Any) -> int:
    """Add a laboratory result, as text of the file; return its id."""
    more.setdefault("position", 0)
    more.setdefault("kind", ResultKind.LABORATORY)
    result = LabResult(
        encounter_id=visit, person_id=person.person_id, name=name, value_text=text, **more
    )
    session.add(result)
    session.flush()  # the id is asked for
    return result.id


def glucose(person: Member, visit: UUID, text: str, **more: Any) -> int:
    """Add fasting blood sugar in mmol/L."""
    more.setdefault("unit", "mmol/L")
    return a_result(person, visit, "Glucose lúc đói", text, test_code="glucose_fasting", **more)


def an_appointment(person: Member, visit: UUID, on: date) -> None:
    session.add(Appointment(encounter_id=visit, person_id=person.person_id, position=0, due_on=on))


def a_letter(visit: UUID, text: str) -> None:
    session.add(
        EncounterDocument(
            encounter_id=visit,
            position=0,
            kind=DocumentKind.DISCHARGE_LETTER,
            number="RV-7",
            issued_on=date(2026, 11, 12),
            text=text,
        )
    )


def a_note(visit: UUID, text: str) -> None:
    session.add(CourseNote(encounter_id=visit, position=0, text=text, noted_at=MORNING))


def tablets(number: int) -> dict[str, Any]:
    """Return the quantity of a medicine in tablets."""
    return {"quantity": Decimal(number), "unit": "Viên"}

"""What is on record of the cast, and reading a sheet back."""

import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from pypdf import PdfReader

from portal.immunisation.models import Dose
from portal.kernel.db import session
from portal.kernel.partial_date import Precision
from portal.people.kinds import Sensitivity, Source
from portal.record.kinds import Answer
from portal.record.models import HistoryAnswer
from portal.visits.kinds import ResultKind
from portal.visits.models import Encounter, LabResult
from tests import cast

RECORDED_ON = date(2026, 9, 1)
STATION = "Trạm Y tế xã Đồng Sen"


def an_answer(
    member: cast.Member, item: str, detail: str, sensitivity: Sensitivity = Sensitivity.NONE
) -> None:
    session.add(
        HistoryAnswer(
            person_id=member.person_id,
            item=item,
            answer=Answer.YES,
            detail=detail,
            sensitivity=sensitivity,
            source=Source.STATION,
            recorded_on=RECORDED_ON,
        )
    )


def a_dose(member: cast.Member, vaccine: str, given_on: date, *, lot: str | None = None) -> None:
    session.add(
        Dose(
            id=uuid4(),
            person_id=member.person_id,
            vaccine_key=vaccine,
            vaccine_code=vaccine,
            vaccine_name=vaccine.upper(),
            given_on=given_on,
            given_precision=Precision.DAY,
            facility_name=STATION,
            lot=lot,
            source=Source.IMMUNISATION_REGISTRY,
            recorded_on=RECORDED_ON,
        )
    )


def many_doses(member: cast.Member, count: int) -> None:
    for number in range(count):
        a_dose(member, "flu", date(2020, 1, 1) + timedelta(days=60 * number), lot=f"L{number:02d}")


def a_visit_with_glucose(member: cast.Member, value: str) -> None:
    encounter = Encounter(
        id=uuid4(),
        person_id=member.person_id,
        facility_code="99101",
        external_id=uuid4().hex,
        content_hash=b"",
        started_at=datetime(2026, 11, 12, 1, 0, tzinfo=UTC),
        reason="Khám định kỳ",
        source=Source.CLAIM_FILE,
        recorded_on=RECORDED_ON,
    )
    session.add(encounter)
    session.flush()  # the result points here
    session.add(
        LabResult(
            encounter_id=encounter.id,
            position=1,
            person_id=member.person_id,
            kind=ResultKind.LABORATORY,
            name="Glucose",
            test_code="glucose_fasting",
            value_text=value,
            unit="mmol/L",
        )
    )


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

"""Builders for a record with a chosen number of rows in each part.

The words differ from row to row: equal rows would travel as a few bytes.
"""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit.append import append
from portal.audit.events import Basis, Event
from portal.immunisation.models import Dose
from portal.immunisation.vaccines import VACCINES
from portal.kernel import clock
from portal.kernel.db import Base, session
from portal.kernel.partial_date import Precision
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Sensitivity, Source
from portal.record.form import ITEMS
from portal.record.kinds import Answer
from portal.record.models import HistoryAnswer
from portal.visits.kinds import DiagnosisRole, ResultKind
from portal.visits.lab_tests import TESTS
from portal.visits.models import Diagnosis, Encounter, LabResult, Medicine
from tests.cast import Member

Row = dict[str, Any]
WRITTEN = {"source": Source.CLAIM_FILE, "recorded_on": date(2026, 9, 1)}
PLACE = "Trạm Y tế xã Đồng Sen"
SYLLABLES = """
sau khi uống thuốc một giờ thì đau đầu chóng mặt buồn nôn phát ban hai cánh tay ngứa nhiều về đêm
không sốt ăn kém ngủ ít đi lại khó khăn đã khám tại phòng khám huyện theo dõi thêm ba ngày tái phát
mỗi mùa lạnh ho khan kéo dài tức ngực trái lan lên vai mệt khi gắng sức
"""


def words(*seed: object, count: int = 8) -> str:
    """Return some Vietnamese words, always the same for the same seed."""
    chosen = random.Random(str(seed)).choices(SYLLABLES.split(), k=count)
    return " ".join(chosen).capitalize()


def fill(member: Member, rows: int) -> UUID:
    """Give a person so many rows of every kind; return their newest visit."""
    visits = encounters(member, rows)
    insert(Encounter, visits)
    newest = visits[0]["id"]
    insert(Diagnosis, [part for visit in visits for part in diagnoses(visit["id"], 1)])
    insert(Medicine, medicines(newest, rows))
    insert(LabResult, lab_results(newest, member, rows))
    insert(Dose, doses(member, rows))
    insert(Measurement, measurements(member, rows))
    insert(HistoryAnswer, answers(member, rows))
    append(session.connection(), lines(member, rows))
    return UUID(str(newest))


def encounters(member: Member, rows: int) -> list[Row]:
    """Make visits, the newest first, one a day."""
    return [
        WRITTEN
        | {
            "id": uuid4(),
            "person_id": member.person_id,
            "facility_code": "99101",
            "external_id": f"{member.person_id}-{number}",
            "content_hash": bytes(32),
            "started_at": clock.now() - timedelta(days=number + 1),
            "reason": words("reason", number),
            "advice": "\n".join(words("advice", number, line) for line in range(3)),
            "sensitivity": Sensitivity.NONE,
        }
        for number in range(rows)
    ]


def diagnoses(encounter_id: UUID, rows: int) -> list[Row]:
    """Make diagnoses of one visit, the first of them the main one."""
    return [
        {
            "encounter_id": encounter_id,
            "position": number,
            "role": DiagnosisRole.SECONDARY if number else DiagnosisRole.MAIN,
            "icd10": "I10",
            "name": words("diagnosis", encounter_id.int % 97, number),
            "sensitivity": Sensitivity.NONE,
        }
        for number in range(rows)
    ]


def medicines(encounter_id: UUID, rows: int) -> list[Row]:
    """Make medicines of one visit, with doses that spell out a day."""
    return [
        {
            "encounter_id": encounter_id,
            "position": number,
            "name": words("medicine", number, count=3),
            "strength": "5 mg",
            "unit": "Viên",
            "dose_text": "Sáng 1 viên, tối 1 viên",
            "instruction": words("instruction", number),
            "quantity": 28,
        }
        for number in range(rows)
    ]


def lab_results(encounter_id: UUID, member: Member, rows: int) -> list[Row]:
    """Make laboratory results of one visit, going round the tests of the reviewed table."""
    return [
        {
            "encounter_id": encounter_id,
            "person_id": member.person_id,
            "position": number,
            "kind": ResultKind.LABORATORY,
            "name": f"Xét nghiệm {test.name.vi}",
            "test_code": code,
            "value_text": f"{7 + number % 3},8",
            "unit": "mmol/L",
            "resulted_at": clock.now() - timedelta(days=1),
        }
        for number, (code, test) in enumerate(_round(TESTS, rows))
    ]


def doses(member: Member, rows: int) -> list[Row]:
    """Make doses, one every second day back from a month ago, of every vaccine in turn."""
    return [
        WRITTEN
        | {
            "id": uuid4(),
            "person_id": member.person_id,
            "vaccine_key": code,
            "vaccine_code": code,
            "vaccine_name": vaccine.name.vi,
            "given_on": clock.today() - timedelta(days=30 + 2 * number),
            "given_precision": Precision.DAY,
            "number_as_written": "1",
            "facility_name": PLACE,
            "reaction": words("reaction", number),
        }
        for number, (code, vaccine) in enumerate(_round(VACCINES, rows))
    ]


def measurements(member: Member, rows: int) -> list[Row]:
    """Make blood pressures and weights, one of each a day."""
    return [
        WRITTEN
        | {
            "person_id": member.person_id,
            "kind": kind,
            "value": value + number % 30,
            "second_value": second,
            "taken_at": clock.now() - timedelta(days=number + 1),
            "origin": "",
            "questionable": False,
        }
        for number in range(rows)
        for kind, value, second in (
            (MeasurementKind.PRESSURE, 120, 80),
            (MeasurementKind.WEIGHT, 50, None),
        )
    ]


def answers(member: Member, rows: int) -> list[Row]:
    """Answer every question of part B in turn, then again as a further row."""
    return [
        WRITTEN
        | {
            "person_id": member.person_id,
            "item": item,
            "row": number // len(ITEMS),
            "answer": Answer.YES,
            "detail": words("detail", number),
            "sensitivity": ITEMS[item].sensitivity,
        }
        for number, (item, _) in enumerate(_round(ITEMS, rows))
    ]


def lines(member: Member, rows: int) -> list[Row]:
    """Make lines of the log, a look every hour; `append` chains them."""
    return [
        {
            "chain": member.person_id,
            "at": clock.now() - timedelta(hours=number + 1),
            "event": Event.RECORD_SEEN,
            "permitted": True,
            "basis": Basis.SELF,
            "section": "record",
            "person_id": member.person_id,
            "actor_person_id": member.person_id,
            "actor_name": member.full_name,
        }
        for number in range(rows)
    ]


def _round(things: Any, rows: int) -> list[Any]:
    listed = list(things.items())
    return [listed[number % len(listed)] for number in range(rows)]


def insert(model: type[Base], rows: list[Row]) -> None:
    """Put made rows into the tests' transaction; the caller commits."""
    session.execute(sa.insert(model), rows)

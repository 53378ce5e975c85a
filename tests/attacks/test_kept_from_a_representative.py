"""A mother never learns what her grown daughter keeps for herself, on any page.

My is 15. Everything restricted in her record carries a marker; each page about her that
her mother may open is searched for all of them, and My finds them in her own.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.immunisation.models import Dose
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate, Precision
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
from tests.client import InspectingClient

MARK = "Giấu"  # part of every restricted text
FIGURES = ("173", "61,7", "19,3", "171/111")  # weight and height, glucose, pressure
RESTRICTED = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
OPEN = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
PAGES = (
    "record", "record/print", "visits", "results", "access", "immunisations",
    "measurements/pressure", "measurements/weight", "measurements/glucose",
    "measurements/growth",
)  # fmt: skip
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


@pytest.fixture
def house(app: Flask) -> tuple[cast.Member, cast.Member, UUID]:
    """Return mother, daughter, and the daughter's restricted visit."""
    mother = cast.lan()
    daughter = my(mother)
    hidden = a_visit(daughter, RESTRICTED, MARK, Sensitivity.MENTAL)
    measured(daughter, hidden, RESTRICTED)
    private_facts(daughter)
    session.commit()
    return mother, daughter, hidden


def test_no_page_tells_a_mother_what_is_her_daughters_alone(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    mother, daughter, hidden = house
    cast.sign_in(visitor, mother)

    for path in ("/home", "/people", *(f"/people/{daughter.person_id}/{end}" for end in PAGES)):
        page = visitor.get(path)
        assert page.status_code == 200, path
        seen = [mark for mark in (MARK, *FIGURES, str(hidden)) if mark in page.text]
        assert not seen, f"{path} shows {seen}"
    assert visitor.get(f"/visits/{hidden}").status_code == 404


def test_a_hidden_visit_is_not_counted(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    mother, daughter, _hidden = house
    cast.sign_in(visitor, mother)
    pages = [f"/people/{daughter.person_id}/{end}" for end in ("record", "visits", "results")]
    before = [visitor.get(path).text.split("<main")[1] for path in ("/home", *pages)]

    for part in (Diagnosis, Medicine, Procedure, CourseNote, EncounterDocument, Appointment,
                 ExaminationFinding, LabResult):  # fmt: skip
        session.execute(sa.delete(part))
    session.execute(sa.delete(Measurement))
    session.execute(sa.delete(Encounter))
    session.commit()

    after = [visitor.get(path).text.split("<main")[1] for path in ("/home", *pages)]
    assert before == after


def test_the_daughter_reads_it_all_herself(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    _mother, daughter, hidden = house
    cast.sign_in(visitor, daughter)
    person = f"/people/{daughter.person_id}"

    assert MARK in visitor.get(f"/visits/{hidden}").text
    assert MARK in visitor.get(f"{person}/visits").text
    assert "61,7" in visitor.get(f"{person}/measurements/weight").text
    assert "171/111" in visitor.get(f"{person}/measurements/pressure").text
    assert "19,3" in visitor.get(f"{person}/measurements/glucose").text


def test_measured_values_of_an_open_visit_are_shown_to_the_mother(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    measured(daughter, a_visit(daughter, OPEN, "Mở", Sensitivity.NONE), OPEN)
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/people/{daughter.person_id}/measurements/pressure")

    assert "171/111" in page.text


def test_a_hidden_visit_answers_like_one_that_does_not_exist(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    mother, _daughter, hidden = house
    cast.sign_in(visitor, mother)

    refused, unknown = (visitor.get(f"/visits/{id_}") for id_ in (hidden, uuid4()))

    assert refused.status_code == unknown.status_code == 404
    assert refused.text == unknown.text
    [line] = session.scalars(sa.select(AuditLine))
    assert line.event is Event.ACCESS_REFUSED, "a look that was refused is no look"


def test_the_old_version_of_a_visit_that_became_private_leads_nowhere(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    old = a_visit(daughter, OPEN, "Mở", Sensitivity.NONE)
    session.get_one(Encounter, old).replaced_at = clock.now()
    session.flush()
    new = a_visit(daughter, OPEN, MARK, Sensitivity.MENTAL)
    session.get_one(Encounter, new).replaces_id = old
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/visits/{old}")

    assert page.status_code == 404
    assert "Location" not in page.headers


def test_a_private_diagnosis_names_no_open_visit(app: Flask, visitor: InspectingClient) -> None:
    """The visit is open, its main diagnosis alone is not."""
    mother = cast.lan()
    daughter = my(mother)
    visit = a_visit(daughter, RESTRICTED, "Mở", Sensitivity.NONE)
    session.execute(
        sa.update(Diagnosis).values(name=f"{MARK} tên", sensitivity=Sensitivity.REPRODUCTIVE)
    )
    session.execute(sa.update(Encounter).values(final_diagnosis=f"{MARK} kết luận"))
    session.commit()
    cast.sign_in(visitor, mother)
    person = f"/people/{daughter.person_id}"

    for path in (f"{person}/visits", f"/visits/{visit}", f"{person}/record/print"):
        assert MARK not in visitor.get(path).text, path
    assert "Kết quả mới" not in visitor.get("/home").text
    cast.sign_in(visitor, daughter)
    assert MARK in visitor.get(f"{person}/visits").text


def test_a_mother_asks_about_no_sign_in_of_her_daughter(
    app: Flask, visitor: InspectingClient
) -> None:
    """When My signed in, and from where, is not a look at her record."""
    mother = cast.lan()
    daughter = my(mother)
    line = AuditLine(
        at=clock.now(),
        event=Event.SIGNED_IN,
        permitted=True,
        basis=Basis.SELF,
        person_id=daughter.person_id,
        actor_person_id=daughter.person_id,
        actor_name="Trương Hà My",
    )
    session.add(line)
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/people/{daughter.person_id}/disputes/new?about=look:{line.seq}")

    assert page.status_code == 404


def test_a_mother_does_not_read_that_her_daughter_reported_her(
    app: Flask, visitor: InspectingClient
) -> None:
    """The look a daughter finds strange may have been her mother's own."""
    mother = cast.lan()
    daughter = my(mother)
    session.commit()
    person = f"/people/{daughter.person_id}"
    hers = cast.sign_in(InspectingClient(app), mother)
    hers.get(f"{person}/record")
    line = session.scalars(sa.select(AuditLine)).one()
    cast.sign_in(visitor, daughter)
    for about in (f"look:{line.seq}", "B5", "B8"):
        sent = visitor.submit(f"{person}/disputes/new?about={about}", {"says": MARK})
        assert MARK in visitor.get(sent.location).text
        assert hers.get(sent.location).status_code == 404, about


def test_a_printed_dose_tells_a_mother_of_no_pregnancy(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    session.add(
        Dose(
            id=uuid4(),
            person_id=daughter.person_id,
            vaccine_code="td",
            vaccine_key="td",
            vaccine_name="Td",
            given_on=date(2026, 10, 1),
            given_precision=Precision.DAY,
            gestation_month=5,
            **CLAIM,
        )
    )
    session.commit()
    path = f"/people/{daughter.person_id}/record/print"
    cell = "<td>5</td>"

    assert cell not in cast.sign_in(InspectingClient(app), mother).get(path).text
    assert cell in cast.sign_in(visitor, daughter).get(path).text


def test_at_eighteen_everything_closes_at_midnight(
    app: Flask, visitor: InspectingClient, time: Any
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    session.commit()
    time.now = datetime(2029, 4, 30, 16, 59, tzinfo=UTC)  # 23:59 in Viet Nam
    cast.sign_in(visitor, mother)
    pages = [f"/people/{daughter.person_id}/{end}" for end in PAGES]
    assert all(visitor.get(path).status_code == 200 for path in pages)

    time.now += timedelta(minutes=1)

    assert all(visitor.get(path).status_code == 404 for path in pages)
    assert "Trương Hà My" not in visitor.get("/home").text
    assert "Trương Hà My" not in visitor.get("/people").text
